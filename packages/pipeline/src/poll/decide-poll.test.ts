import { describe, expect, test } from "@jest/globals";
import { type GenerationRecord, ProviderError, type ProviderTask, type ProviderVerdict } from "@hailuo-queue/contracts";
import { decidePoll } from "./decide-poll.ts";

const record: GenerationRecord = {
  id: "g",
  state: "generating",
  request: { model: "MiniMax-Hailuo-2.3", prompt: "x", duration: 6, resolution: "768P", enable_prompt_expansion: true },
  batchId: "b",
  index: 0,
  tenant: "default",
  objectKey: "b/g.mp4",
  run: 1,
  createdAt: 0,
  updatedAt: 0,
  pollCount: 9,
  deadlineAt: 1000,
};
const cancelling: GenerationRecord = { ...record, state: "cancelling" };

function task(status: ProviderTask["status"], more: Partial<ProviderTask> = {}): { readonly task: ProviderTask } {
  return { task: { status, rawStatus: status, ...more } };
}

function refusal(verdict: ProviderVerdict): { readonly error: ProviderError } {
  return { error: new ProviderError("some_code", "some sentence", { verdict }) };
}

describe("a poll", () => {
  test("of a finished task leads to its file", () => {
    expect(decidePoll(record, task("succeeded", { fileId: "f" }), 1)).toMatchObject({
      type: "download",
      fileId: "f",
      seen: { providerStatus: "succeeded" },
    });
  });

  test("of a finished task hands on what was used, also where the video is no longer wanted", () => {
    const usage = { outputSeconds: 5, inputSeconds: 6.5, inputImages: 1 };
    const told = task("succeeded", { fileId: "f", usage });
    expect(decidePoll(record, told, 1)).toEqual({
      type: "download",
      fileId: "f",
      seen: { providerStatus: "succeeded" },
      usage,
    });
    expect(decidePoll(cancelling, told, 1)).toEqual({
      type: "end",
      state: "cancelled",
      charged: true,
      seen: { providerStatus: "succeeded" },
      usage,
    });
  });

  test("of a task that succeeded without a file waits for the file", () => {
    expect(decidePoll(record, task("succeeded"), 1)).toMatchObject({ type: "wait" });
  });

  test("of a failed task ends it with the provider's reason", () => {
    const failure = { code: "output_flagged", message: "内容审核未通过" };
    expect(decidePoll(record, task("failed", { failure }), 1)).toEqual({
      type: "end",
      state: "failed",
      charged: false,
      seen: { providerStatus: "failed" },
      error: { ...failure, stage: "poll" },
    });
  });

  test("after the deadline marks a running task overdue, and never fails it", () => {
    expect(decidePoll(record, task("running"), 1001)).toMatchObject({ type: "wait", overdue: true });
    expect(decidePoll({ ...record, state: "overdue" }, task("running"), 1e12)).toMatchObject({
      type: "wait",
      overdue: false,
    });
  });

  test.each<ProviderVerdict>(["transient", "throttled", "account", "not_sent", "unknown_outcome", "terminal"])(
    "that was refused as %s says nothing of the task: it is asked again",
    (verdict) => {
      expect(decidePoll(record, refusal(verdict), 1)).toMatchObject({ type: "wait" });
    },
  );

  test("of a task that the provider does not know is believed only when it was said five times in a row", () => {
    let asked = record;
    for (let times = 1; times < 5; times += 1) {
      const decision = decidePoll(asked, refusal("not_found"), 1);
      expect(decision).toMatchObject({ type: "wait", seen: { error: { notFoundPolls: times } } });
      if (decision.type === "wait" && "error" in decision.seen) asked = { ...asked, pollError: decision.seen.error };
    }
    expect(asked.pollError?.notFoundPolls).toBe(4);
    const { pollError: _forgotten, ...answered } = asked;
    expect(decidePoll(answered, refusal("not_found"), 60_000)).toMatchObject({
      type: "wait",
      seen: { error: { notFoundPolls: 1 } },
    });
    const between = decidePoll(asked, refusal("transient"), 60_000);
    expect(between).toMatchObject({ type: "wait", seen: { error: { notFoundPolls: 0 } } });
    expect(decidePoll(asked, refusal("not_found"), 60_000)).toMatchObject({ type: "end", state: "failed" });
    // However often it was said within its first minute, a provider may be behind.
    expect(decidePoll(asked, refusal("not_found"), 59_999)).toMatchObject({
      type: "wait",
      seen: { error: { notFoundPolls: 5 } },
    });
  });

  test("of a cancelled generation ends it when its task is over, whichever way", () => {
    expect(decidePoll(cancelling, task("succeeded", { fileId: "f" }), 1)).toMatchObject({
      type: "end",
      state: "cancelled",
      charged: true,
    });
    expect(decidePoll(cancelling, task("failed"), 1)).toMatchObject({
      type: "end",
      state: "cancelled",
      charged: false,
    });
    expect(decidePoll(cancelling, task("running"), 1e12)).toMatchObject({ type: "wait", overdue: false });
  });
});
