import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { UnavailableError } from "@hailuo-queue/contracts";
import { countRepeats } from "./count-repeats.ts";
import { createLogger } from "./create-logger.ts";
import { prettyLine } from "./pretty-lines.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function capture() {
  const lines: Record<string, unknown>[] = [];
  const destination = countRepeats({ write: (line: string) => void lines.push(JSON.parse(line) as never) });
  return { lines, logger: createLogger({ name: "worker-poll", level: "debug", destination }) };
}

test("the same error is told once, and a minute later how often it came again; others are told beside it", () => {
  const { lines, logger } = capture();
  for (let time = 0; time < 40; time += 1)
    logger.warn(
      { err: new Error(`connect ECONNREFUSED 10.0.0.${time}:6379`), generation: `gen_${time}` },
      "stage threw",
    );
  logger.warn({ err: new UnavailableError("storage_away", "The storage is away.") }, "stage threw");
  logger.error({ err: new Error("connect ECONNREFUSED 10.0.0.1:6379") }, "stage threw");
  expect(lines.map(({ level, generation }) => [level, generation])).toEqual([
    ["warn", "gen_0"],
    ["warn", undefined],
    ["error", undefined],
  ]);
  jest.advanceTimersByTime(60_000);
  expect(lines.slice(3)).toMatchObject([
    { level: "warn", name: "worker-poll", msg: "stage threw", again: 39, err: { message: expect.any(String) } },
  ]);
  expect(lines[3]?.["err"]).not.toHaveProperty("stack");
  logger.warn({ err: new Error("connect ECONNREFUSED 10.0.0.7:6379") }, "stage threw");
  expect(lines).toHaveLength(5);
});

test("lines without an error all pass: each names another generation", () => {
  const { lines, logger } = capture();
  for (let time = 0; time < 3; time += 1)
    logger.warn({ generation: "gen_1", code: "prompt_flagged" }, "provider refused");
  for (let time = 0; time < 3; time += 1) logger.info({ err: new Error("x") }, "noted");
  expect(lines).toHaveLength(6);
});

test("at a terminal a line is for people: time, level, process, words and fields, and an error below", () => {
  const time = "2026-10-08T09:05:07.000Z";
  const line = {
    level: "warn",
    time,
    name: "worker-create",
    pid: 7,
    account: "main",
    reason: "slow down",
    msg: "account refused",
  };
  expect(prettyLine(`${JSON.stringify(line)}\n`, false)).toBe(
    '09:05:07 WARN  worker-create   account refused  account=main  reason="slow down"\n',
  );
  const failed = { ...line, level: "error", err: { message: "no", stack: "Error: no\n    at here" } };
  expect(prettyLine(JSON.stringify(failed), true)).toBe(
    '\u001b[31m09:05:07 ERROR worker-create   account refused  account=main  reason="slow down"\u001b[0m\n         Error: no\n             at here\n',
  );
  expect(prettyLine("no JSON\n", true)).toBe("no JSON\n");
});
