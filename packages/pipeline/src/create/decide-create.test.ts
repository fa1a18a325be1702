import { expect, test } from "@jest/globals";
import { ProviderError, type ProviderVerdict } from "@hailuo-queue/contracts";
import { type CreateAnswer, type CreateDecision, decideCreate as decide } from "./decide-create.ts";

const decideCreate = (answer: CreateAnswer): CreateDecision => decide(answer, false);

function refusal(verdict: ProviderVerdict, retryAt?: number): { readonly error: ProviderError } {
  return {
    error: new ProviderError("some_code", "some sentence", retryAt === undefined ? { verdict } : { verdict, retryAt }),
  };
}

test("an answer with a task id is a purchase", () => {
  expect(decideCreate({ taskId: "1" })).toEqual({ type: "accepted", taskId: "1" });
});

test.each<[ProviderVerdict, CreateDecision["type"]]>([
  ["terminal", "rejected"],
  ["not_found", "rejected"],
  ["throttled", "put_back"],
  ["account", "put_back"],
  ["not_sent", "put_back"],
  ["transient", "unknown"],
  ["unknown_outcome", "unknown"],
])("a refusal of kind %s is %s", (verdict, type) => {
  expect(decideCreate(refusal(verdict)).type).toBe(type);
});

test("only a call that never reached the provider gives its permit in the window back", () => {
  expect(decideCreate(refusal("not_sent"))).toMatchObject({ reached: false });
  expect(decideCreate(refusal("throttled"))).toMatchObject({ reached: true });
});

test("a time that the provider named is kept", () => {
  expect(decideCreate(refusal("account", 123))).toMatchObject({ refusal: { notBefore: 123 } });
});

test("whatever else was thrown may have been a purchase", () => {
  expect(decideCreate({ error: new Error("out of memory") })).toMatchObject({
    type: "unknown",
    error: { code: "create_crashed" },
  });
  expect(decideCreate({ error: "text" }).type).toBe("unknown");
});

test("a refused callback is no fault of the request, unless none was asked for", () => {
  const error = new ProviderError("callback_refused", "some sentence", { verdict: "terminal" });
  expect(decide({ error }, true)).toEqual({ type: "callback_refused", reason: "some sentence" });
  expect(decide({ error }, false)).toMatchObject({ type: "rejected" });
});
