import { expect, test } from "@jest/globals";
import { type GenerationRecord, modelsOf } from "@hailuo-queue/contracts";
import { requireUpscalable, type UpscaleFacts } from "./upscale-request.ts";

const record: GenerationRecord = {
  id: "gen_1",
  batchId: "b",
  tenant: "default",
  priority: "normal",
  state: "succeeded",
  request: { model: "MiniMax-H3", prompt: "a lighthouse", duration: 5, resolution: "768P" },
  objectKey: "b/1.mp4",
  index: 1,
  run: 1,
  pollCount: 1,
  createdAt: 1000,
  updatedAt: 2000,
  acceptedAt: 1000,
  taskId: "424242",
  account: "studio~v2",
};

const whole = (account: string) => ({ account, models: modelsOf("v1"), sideModels: modelsOf("v2") });
const ofSide = (account: string) => ({ account, models: modelsOf("v2") });
const ask = (accounts: UpscaleFacts["accounts"], from: UpscaleFacts["from"] = "task") =>
  requireUpscalable(record, { from, accounts, nowMs: 3000 });

test("from its task it is made where no other account could get the create, though others work beside it", () => {
  ask([whole("studio"), ofSide("studio~v2")]);
  ask([whole("studio"), { account: "plain", models: modelsOf("v1") }]);
  ask([whole("studio"), { account: "drafts", models: modelsOf("v1"), sideModels: ["MiniMax-H3"] }]);
  ask([whole("studio"), { ...whole("leaving"), draining: true }]);
});

test.each([
  ["whose other side was never used", [whole("studio"), ofSide("studio~v2"), whole("second")]],
  ["that has that side alone", [whole("studio"), ofSide("second~v2")]],
  ["of which nobody knows what it may use", [whole("studio"), { account: "second" }]],
])("from its task it is refused where another account could get the create: one %s", (_which, accounts) => {
  expect(() => ask(accounts)).toThrow(
    /^Generation gen_1 cannot be made larger: its task is known to account studio alone, and the create could go to another one; make it from its video \(--from video\), or /,
  );
  ask(accounts, "video");
});
