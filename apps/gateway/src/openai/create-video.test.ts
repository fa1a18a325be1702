import { InvalidInputError, UnavailableError } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { ANYTHING, problemOf } from "../http/problem.ts";
import { createVideo } from "./create-video.ts";
import { tellOpenai } from "./tell-problem.ts";

const BODY = { model: "MiniMax-Hailuo-2.3", prompt: "A harbour at dawn", seconds: "6" };

/** What a caller is told where the submit throws. */
async function refusalOf(error: Error, headers: Readonly<Record<string, string>>) {
  const own = { tenant: "acme", submit: () => Promise.reject(error) };
  const parts = { quota: { requireRoom: async () => undefined }, arrivals: { keepMedia: () => async () => "" } };
  const call = { own, body: BODY, headers, tell: () => undefined };
  const refusal: unknown = await createVideo(call as never, parts as never).catch((thrown: unknown) => thrown);
  return { refusal, told: tellOpenai(problemOf(refusal, ANYTHING)) };
}

test("what may have been enqueued is not sent again by SDKs, unless its key makes that harmless", async () => {
  const lost = new UnavailableError("redis_unavailable", "Redis is away.");
  const { told } = await refusalOf(lost, {});
  expect(told).toMatchObject({ status: 503, headers: { "x-should-retry": "false" } });
  expect(told.body).toMatchObject({ error: { message: expect.stringContaining("list the videos") } });
  expect((await refusalOf(lost, { "idempotency-key": "order-7" })).refusal).toBe(lost);
  const full = new InvalidInputError("quota", "There is no room.");
  expect((await refusalOf(full, {})).refusal).toBe(full);
});
