import { expect, test } from "@jest/globals";
import type { Fleet, GenerationRecord, KnownWorker, Stage } from "@hailuo-queue/contracts";
import type { Explanation } from "@hailuo-queue/producer";
import picocolors from "picocolors";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { recordOf } from "../__fixtures__/records.ts";
import { displayWidth } from "../progress/display-text.ts";
import { printSentence } from "../shell.ts";
import { renderCheck } from "./doctor.ts";
import { explain } from "./explain.ts";
import { getGeneration } from "./get.ts";
import { workersWords } from "./needs-workers.ts";
import { listWorkers } from "./workers.ts";

const AT = Date.UTC(2026, 10, 22, 12);

function fleetOf(stages: readonly Stage[], seenAt = AT): Fleet {
  const sign = {
    host: "box-with-a-long-name.example.internal",
    pid: 4711,
    version: "0.1.0",
    startedAt: 0,
    underWay: 0,
  };
  return { at: AT, workers: stages.map((stage): KnownWorker => ({ ...sign, id: stage, stage, seenAt })) };
}

const expectToFit = (text: string): void => {
  for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
};

test("a check of the doctor goes on below its own words on a terminal, and is one line for programs", () => {
  const check = {
    status: "ok",
    what: "redis",
    detail:
      "REDIS_URL is not set: `hailuo run` starts Redis 7.0.15, installed on this system, with its data in ./.hailuo",
  } as const;
  const terminal = createCapturedShell({ isTTY: true });
  printSentence(terminal.stdout, renderCheck(check, picocolors.createColors(true)), { indent: 25 });
  expectToFit(terminal.out());
  expect(terminal.outLines()).toEqual([
    expect.stringMatching(/ok.* {2}redis {14}REDIS_URL is not set: `hailuo run` starts Redis 7\.0\.15,$/),
    `${" ".repeat(25)}installed on this system, with its data in ./.hailuo`,
  ]);
  const program = createCapturedShell();
  printSentence(program.stdout, renderCheck(check, picocolors.createColors(false)), { indent: 25 });
  expect(program.outLines()).toHaveLength(1);
});

test("explain, get and workers fit, with what is longer than a line below it", async () => {
  const shell = createCapturedShell({ isTTY: true });
  const record: GenerationRecord = {
    ...recordOf(0, "failed"),
    request: { model: "MiniMax-Hailuo-2.3", prompt: "a very long prompt ".repeat(12) },
    error: { code: "timeout", stage: "poll", message: "The provider did not end it. ".repeat(5) },
  };
  const producer = {
    get: async () => record,
    explain: async (): Promise<Explanation> => ({
      id: record.id,
      state: "queued",
      waitsFor: "worker",
      because: "No create worker has run in the last day; start one with `hailuo worker create`. It is next.",
    }),
    fleet: async () => fleetOf([]),
  };
  await explain(producer, { id: record.id, json: false }, shell);
  await getGeneration(producer, { id: record.id, json: false }, shell);
  await listWorkers(producer, { json: false }, shell);
  expectToFit(shell.out());
  expect(shell.out()).toContain(`prompt      a very long`);
  expect(shell.out()).toContain("\n  `hailuo worker download`.\n");
  expect(shell.out()).toMatch(/\n {12}prompt a very long/);
});

test.each([
  ["queued", "$0.28, when it succeeds"],
  ["failed", "$0.28, not counted as spent"],
  ["cancelled", "$0.28, not counted as spent"],
  ["submission_unknown", "$0.28, if it was bought"],
] as const)("what a %s generation costs is told as it is", async (state, words) => {
  const shell = createCapturedShell();
  const record = { ...recordOf(0, state), priceMicroUsd: 280_000 };
  await getGeneration({ get: async () => record }, { id: record.id, json: false }, shell);
  expect(shell.out()).toContain(`price       ${words}\n`);
});

test.each([
  [["create", "poll", "download"], "Workers are running."],
  [[], "It needs workers, and none runs: start them with `hailuo worker all`."],
  [
    ["create"],
    "It needs workers of every stage, and none runs for poll and download: start `hailuo worker poll` and `hailuo worker download`.",
  ],
] as const)("with workers of %j, what was enqueued is told to be worked so", async (stages, words) => {
  expect(await workersWords({ fleet: async () => fleetOf(stages) }, "spring")).toBe(words);
});

test("the last sign of a worker is told in minutes where it was minutes ago", async () => {
  const shell = createCapturedShell();
  await listWorkers({ fleet: async () => fleetOf(["create"], AT - 570_000) }, { json: false }, shell);
  expect(shell.out()).toContain("9 min 30 s ago");
});
