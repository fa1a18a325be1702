import { expect, test } from "@jest/globals";
import type { Attempt } from "./attempt.ts";
import { attemptsOf, attemptWords, standingAttempt } from "./attempts-of.ts";
import type { GenerationRecord } from "./generation.ts";

const attempt = (code: string, at: number): Attempt => ({ code, message: `${code} it was.`, times: 1, since: at, at });
const record = {
  id: "g",
  state: "downloading",
  generatedAt: 100,
  attempts: { create: [attempt("throttled", 10)], poll: [attempt("reset", 50)], download: [attempt("full", 150)] },
} as unknown as GenerationRecord;

test("what stands in the way is the last failed try of its own stage, while nothing better came after it", () => {
  expect(standingAttempt(record)).toMatchObject({ stage: "download", code: "full" });
  expect(standingAttempt({ ...record, generatedAt: 200 })).toBeUndefined();
  expect(standingAttempt({ ...record, state: "queued" })).toMatchObject({ stage: "create", code: "throttled" });
  expect(standingAttempt({ ...record, state: "generating" })).toBeUndefined();
  const pollError = { code: "reset", notFoundPolls: 0 };
  expect(standingAttempt({ ...record, state: "generating", pollError })).toMatchObject({
    stage: "poll",
    code: "reset",
  });
  expect(standingAttempt({ ...record, state: "succeeded" })).toBeUndefined();
});

test("all that is kept comes in the order of time", () => {
  expect(attemptsOf(record).map(({ stage }) => stage)).toEqual(["create", "poll", "download"]);
  expect(attemptsOf({})).toEqual([]);
});

test("its words say when, why and until when", () => {
  expect(attemptWords({ stage: "download", ...attempt("full", 0) }, 0)).toBe(
    "Its last download failed at 1970-01-01T00:00:00.000Z: full it was (full).",
  );
  const often = { stage: "poll", ...attempt("reset", 5000), times: 3, since: 1000, until: 9000 } as const;
  expect(attemptWords(often, 5000)).toBe(
    "Its last 3 polls failed, since 1970-01-01T00:00:01.000Z: reset it was (reset). It is tried again at 1970-01-01T00:00:09.000Z.",
  );
});
