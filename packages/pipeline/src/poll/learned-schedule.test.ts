import { describe, expect, test } from "@jest/globals";
import type { GenerationRecord } from "@hailuo-queue/contracts";
import { taskProfile } from "./expected-time.ts";
import { createPollSchedule, type PollSchedule } from "./learned-schedule.ts";

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
  acceptedAt: 1_000_000,
  updatedAt: 1_095_000,
  providerStatus: "Processing",
  pollCount: 3,
};
const settings = { pollMinMs: 5000, pollMaxMs: 10_000, taskDeadlineMs: 1_800_000 };

function open(seen: readonly number[] = []): { readonly schedule: PollSchedule; readonly noted: readonly number[] } {
  const noted: number[] = [];
  const taskTimes = {
    recent: async (kind: string) => (kind === taskProfile(record.request) ? [...noted, ...seen] : []),
    note: (_profile: string, lifetimeMs: number) => void noted.unshift(lifetimeMs),
  };
  return { schedule: createPollSchedule({ taskTimes, settings, random: () => 0 }), noted };
}

describe("a schedule with callbacks", () => {
  const times = Array.from({ length: 50 }, (_, at) => 95_000 + ((at * 37) % 50) * 200);

  function openCalled({ arrive, woke }: { readonly arrive: boolean; readonly woke: boolean }) {
    const noted: number[] = [];
    const news: string[] = [];
    const schedule = createPollSchedule({
      taskTimes: { recent: async () => times, note: (_profile, lifetimeMs) => void noted.push(lifetimeMs) },
      callbacks: {
        arrive: async () => arrive,
        woke: async () => woke,
        note: (account, found) => void news.push(`${account}: ${found}`),
      },
      settings,
      random: () => 0,
    });
    return { schedule, noted, news };
  }

  test("asks as without them until they are seen to arrive, then not before nearly all would have ended, and seldom", async () => {
    const plain = open(times).schedule;
    const doubted = openCalled({ arrive: false, woke: false }).schedule;
    const trusted = openCalled({ arrive: true, woke: false }).schedule;
    const usual = await plain.firstDelayMs(record.request, "default");
    expect(await doubted.firstDelayMs(record.request, "default")).toBe(usual);
    expect(await doubted.nextDelayMs(record, { ageMs: 100_000 })).toBe(
      await plain.nextDelayMs(record, { ageMs: 100_000 }),
    );
    expect(usual).toBeLessThan(100_000);
    expect(await trusted.firstDelayMs(record.request, "default")).toBeGreaterThan(100_000);
    expect(await trusted.firstDelayMs(record.request, "default")).toBeLessThan(165_000);
    expect(await trusted.nextDelayMs(record, { ageMs: 200_000 })).toBe(30_000);
    expect(await trusted.nextDelayMs(record, { ageMs: 200_000, overdue: true })).toBe(60_000);
  });

  test("a lost callback of a kind that was never seen costs a minute or so, not the width of the guess", async () => {
    const trusted = createPollSchedule({
      taskTimes: { recent: async () => [], note: () => undefined },
      callbacks: { arrive: async () => true, woke: async () => false, note: () => undefined },
      settings,
      random: () => 0,
    });
    expect(await trusted.firstDelayMs(record.request, "default")).toBeLessThanOrEqual(97_500 + 60_000);
  });

  test("looks again soon when the provider called before its answers say so", async () => {
    const { schedule } = openCalled({ arrive: true, woke: true });
    expect(await schedule.nextDelayMs(record, { ageMs: 100_000 })).toBe(5000);
    // Too early to be true: no sooner than without callbacks.
    expect(await schedule.nextDelayMs(record, { ageMs: 10_000 })).toBe(
      await open(times).schedule.nextDelayMs(record, { ageMs: 10_000 }),
    );
  });

  test("tells which ends were told, which were found, and which calls were false", async () => {
    const told = openCalled({ arrive: false, woke: true });
    await told.schedule.noteFinished(record, 1_099_000);
    await told.schedule.nextDelayMs({ ...record, account: "second" }, { ageMs: 50_000 });
    expect(told.news).toEqual(["default: told", "second: false_alarm"]);
    const found = openCalled({ arrive: false, woke: false });
    await found.schedule.noteFinished(record, 1_099_000);
    await found.schedule.nextDelayMs(record, { ageMs: 50_000 });
    expect(found.news).toEqual(["default: untold"]);
  });

  test("takes the time of the call for a task's end, and learns nothing from looks that are far apart", async () => {
    const told = openCalled({ arrive: true, woke: true });
    await told.schedule.noteFinished({ ...record, updatedAt: 1_000_000, pollCount: 0 }, 1_099_000);
    expect(told.noted).toEqual([99_000]);
    const found = openCalled({ arrive: true, woke: false });
    await found.schedule.noteFinished({ ...record, updatedAt: 1_000_000, pollCount: 0 }, 1_105_000);
    expect(found.noted).toEqual([]);
  });
});

describe("a learned schedule", () => {
  test("takes the middle between the last two looks for a task's end", async () => {
    const { schedule, noted } = open();
    await schedule.noteFinished(record, 1_100_000);
    expect(noted).toEqual([97_500]);
  });

  test("learns nothing from a look that came late, nor from one after a poll without an answer", async () => {
    const { schedule, noted } = open();
    await schedule.noteFinished(record, 1_095_000 + 3_600_000);
    await schedule.noteFinished({ ...record, pollError: { code: "rate_limited", notFoundPolls: 0 } }, 1_100_000);
    await schedule.noteFinished(record, 1_090_000);
    expect(noted).toEqual([]);
  });

  test("learns nothing from a replay that finds its task done at once", async () => {
    const { schedule, noted } = open();
    await schedule.noteFinished({ ...record, updatedAt: 1_000_000, pollCount: 0 }, 1_000_040);
    expect(noted).toEqual([]);
  });

  test("begins to look earlier once tasks are found done at the first look", async () => {
    const { schedule } = open(Array.from({ length: 100 }, (_, at) => 95_000 + ((at * 37) % 100) * 100));
    const before = await schedule.firstDelayMs(record.request, "default");
    const done = { ...record, updatedAt: 1_000_000, pollCount: 0 };
    for (let task = 0; task < 6; task += 1) await schedule.noteFinished(done, 1_000_000 + before);
    expect(await schedule.firstDelayMs(record.request, "default")).toBeLessThan(before * 0.6);
  });

  test("lets other kinds of task keep their own times", async () => {
    const { schedule } = open([10_000, 10_000, 10_000, 10_000, 10_000, 10_000]);
    const other = { ...record.request, model: "MiniMax-Hailuo-02" } as const;
    expect(await schedule.firstDelayMs(record.request, "default")).toBeLessThan(15_000);
    expect(await schedule.firstDelayMs(other, "default")).toBeGreaterThan(30_000);
  });

  test("counts from the acceptance: a poll in the quiet time leads to its end, one behind it to the shortest step", async () => {
    const { schedule } = open(Array.from({ length: 50 }, () => 100_000));
    const quiet = await schedule.firstDelayMs(record.request, "default");
    expect(await schedule.nextDelayMs(record, { ageMs: 20_000 })).toBeCloseTo(quiet - 20_000, 6);
    expect(await schedule.nextDelayMs(record, { ageMs: quiet + 1 })).toBe(5000);
  });
});

test("polls that share a request fall on the same instants, and none is moved by more than half a step", async () => {
  const together = { clock: { now: () => 1_000_000 }, shares: (account: string) => account === "main~v2" };
  const draws = [0.9, 0.1, 0.5, 0.3, 0.7];
  let drawn = 0;
  const random = (): number => draws[(drawn += 1) % draws.length] as number;
  const taskTimes = { recent: async () => [], note: () => undefined };
  const shared = createPollSchedule({ taskTimes, settings, random, together });
  const own = createPollSchedule({ taskTimes, settings, random });
  const instants = new Set<number>();
  for (const ageMs of [90_000, 93_111, 97_500, 120_001, 170_000, 400_000]) {
    drawn = 0;
    const moment = { ageMs, overdue: false, unanswered: false };
    const alone = await own.nextDelayMs({ ...record, account: "main~v2" }, moment);
    drawn = 0;
    const delayMs = await shared.nextDelayMs({ ...record, account: "main~v2" }, moment);
    instants.add((1_000_000 + ageMs + delayMs) % settings.pollMinMs);
    expect(Math.abs(delayMs - alone)).toBeLessThanOrEqual(settings.pollMinMs / 2);
    expect(delayMs).toBeGreaterThan(0);
  }
  instants.add((1_000_000 + (await shared.firstDelayMs(record.request, "main~v2"))) % settings.pollMinMs);
  expect([...instants]).toEqual([0]);
  drawn = 0;
  const elsewhere = await shared.nextDelayMs(
    { ...record, account: "main" },
    { ageMs: 93_111, overdue: false, unanswered: false },
  );
  expect((1_000_000 + 93_111 + elsewhere) % settings.pollMinMs).not.toBe(0);
});
