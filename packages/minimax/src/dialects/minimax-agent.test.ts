import { expect, test } from "@jest/globals";
import { recorded } from "../__fixtures__/recorded.ts";
import { minimaxAgent } from "./minimax-agent.ts";

const TASK = "393900000000000001";
const answer = recorded("minimax-agent");

test("a template is sent by its id with its inputs, and asked for by its task, whose answer holds the link", () => {
  const inputs = { media_inputs: [{ value: "https://example.com/cat.png" }], text_inputs: [{ value: "x" }] };
  expect(minimaxAgent.createRequest({ model: "video-agent", template_id: "393769180141805569", ...inputs })).toEqual({
    method: "POST",
    path: "/v1/video_template_generation",
    body: { template_id: "393769180141805569", ...inputs },
  });
  const query = { method: "GET", path: "/v1/query/video_template_generation", query: { task_id: TASK } };
  expect(minimaxAgent.queryRequest(TASK)).toEqual(query);
  expect(minimaxAgent.fileRequest(TASK)).toEqual(query);
});

test("creates are read as those of v1", () => {
  expect(minimaxAgent.readCreate(answer("create accepted"))).toEqual({ ok: true, taskId: TASK });
  expect(minimaxAgent.readCreate(answer("create refused"))).toMatchObject({ ok: false, fault: { providerCode: 2013 } });
});

test.each([
  ["query preparing", { status: "waiting", rawStatus: "Preparing" }],
  ["query processing", { status: "running", rawStatus: "Processing" }],
  ["query success", { status: "succeeded", rawStatus: "Success", fileId: TASK }],
  [
    "query fail",
    {
      status: "failed",
      rawStatus: "Fail",
      failure: { code: "prompt_flagged", message: expect.stringMatching(/moderation .* it said "input new_sensitive/) },
    },
  ],
])("reads %s", (name, task) => {
  expect(minimaxAgent.readTask(answer(name), TASK)).toEqual({ ok: true, task });
});

test.each([
  ["query success without a link", undefined],
  ["query limited", 1002],
  ["query unknown id", 2013],
])("%s is no state of the task", (name, code) => {
  const reading = minimaxAgent.readTask(answer(name), TASK);
  expect(reading.ok).toBe(false);
  expect(!reading.ok && reading.fault?.providerCode).toBe(code);
});

test("the link is read with its end", () => {
  expect(minimaxAgent.readFile(answer("query success"))).toMatchObject({
    ok: true,
    file: { expiresAt: 1_790_032_400_000 },
  });
  expect(minimaxAgent.readFile(answer("query processing")).ok).toBe(false);
});
