import { expect, test } from "@jest/globals";
import type { GenerationRecord } from "@hailuo-queue/contracts";
import { refuseChange } from "./change-request.ts";

const request = {
  model: "MiniMax-Hailuo-2.3",
  prompt: "x",
  duration: 6,
  resolution: "768P",
  enable_prompt_expansion: true,
} as const;
const ended: GenerationRecord = {
  id: "gen_1",
  state: "cancelled",
  request,
  batchId: "spring",
  index: 0,
  tenant: "studio",
  objectKey: "spring/gen_1.mp4",
  run: 1,
  createdAt: 0,
  updatedAt: 0,
  pollCount: 0,
};
const wanted = { request: { ...request, prompt: "y" } };

test("what was cancelled while it waited may be changed, and so may what was accepted", () => {
  expect(refuseChange(ended, wanted)).toBeUndefined();
  expect(refuseChange({ ...ended, submittedAt: 1, acceptedAt: 2 }, wanted)).toBeUndefined();
});

test("what was cancelled with a lost answer is not changed: its task may still use the slot", () => {
  expect(refuseChange({ ...ended, submittedAt: 1 }, wanted)).toMatchObject({
    code: "under_way",
    message: expect.stringContaining("under a new custom_id") as unknown,
  });
});
