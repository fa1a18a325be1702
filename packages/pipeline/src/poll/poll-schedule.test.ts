import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ExpectedTime } from "./expected-time.ts";
import { pollDelayMs, type PollMoment, type PollSteps, quietUntilMs } from "./poll-schedule.ts";

const steps: PollSteps = { pollMinMs: 5000, pollMaxMs: 10_000, taskDeadlineMs: 1_800_000 };
const expected: ExpectedTime = { medianMs: 100_000, sigma: 0.15 };

/** The ages at which a task is polled that never ends, without jitter. */
function pollAges(count: number, more: Partial<PollMoment> = {}, wanted = steps): number[] {
  const ages: number[] = [];
  for (let ageMs = 0; ages.length < count;) {
    ageMs += pollDelayMs({ ageMs, expected, overdue: ageMs > wanted.taskDeadlineMs, ...more }, wanted, () => 0);
    ages.push(ageMs);
  }
  return ages;
}

const anySteps = fc
  .tuple(
    fc.integer({ min: 10, max: 3_600_000 }),
    fc.double({ min: 1, max: 100, noNaN: true }),
    fc.integer({ min: 10, max: 86_400_000 }),
  )
  .map(([pollMinMs, ratio, taskDeadlineMs]) => ({ pollMinMs, pollMaxMs: pollMinMs * ratio, taskDeadlineMs }));
const anyMoment = fc.record({
  ageMs: fc.double({ min: -60_000, max: 1e9, noNaN: true }),
  expected: fc.record({
    medianMs: fc.double({ min: 1, max: 1e8, noNaN: true }),
    sigma: fc.double({ min: 0.03, max: 3, noNaN: true }),
  }),
  overdue: fc.boolean(),
  unanswered: fc.boolean(),
});
const anyChance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the wait until the next poll", () => {
  test("is one long one until the task could be done, then shortest steps, then longer ones up to the longest", () => {
    const ages = pollAges(40);
    const waits = ages.slice(1).map((age, at) => Math.round(age - (ages[at] ?? 0)));
    expect(ages[0]).toBeGreaterThan(70_000);
    expect(ages[0]).toBeLessThan(80_000);
    expect(waits.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 5000));
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
    expect(waits.at(-1)).toBe(10_000);
  });

  test("needs fewer polls than steps of ten seconds for a task that ends when expected", () => {
    expect(pollAges(30).filter((age) => age < 100_000).length + 1).toBeLessThan(10);
  });

  test("past the deadline is a minute, and ends never", () => {
    const moment = { ageMs: steps.taskDeadlineMs + 1, expected, overdue: true };
    expect(pollDelayMs(moment, steps, () => 0)).toBe(60_000);
    expect(pollDelayMs({ ...moment, ageMs: 1e12 }, steps, () => 0)).toBe(60_000);
  });

  test("is a longest step after a poll without an answer, and still none before the task could be done", () => {
    expect(pollDelayMs({ ageMs: 100_000, expected, unanswered: true }, steps, () => 0)).toBe(10_000);
    expect(pollDelayMs({ ageMs: 10_000, expected, unanswered: true }, steps, () => 0)).toBeGreaterThan(60_000);
  });

  test("scales with the steps and the expectation together", () => {
    const scaled = { pollMinMs: 50, pollMaxMs: 100, taskDeadlineMs: 18_000 };
    const fast = { expected: { ...expected, medianMs: 1000 } };
    for (const [at, age] of pollAges(30, fast, scaled).entries())
      expect(age * 100).toBeCloseTo(pollAges(30)[at] ?? 0, 3);
  });

  test("is never shorter than nine tenths of the shortest step, nor longer than quiet time or longest step", () => {
    fc.assert(
      fc.property(anyMoment, anySteps, anyChance, (moment, wanted, chance) => {
        const wait = pollDelayMs(moment, wanted, () => chance);
        const longest = wanted.pollMaxMs * (moment.overdue ? 6 : 1);
        expect(wait).toBeGreaterThanOrEqual(wanted.pollMinMs * 0.9);
        expect(wait).toBeLessThanOrEqual(Math.max(longest, quietUntilMs(moment.expected, wanted) - moment.ageMs));
      }),
      { numRuns: 1000 },
    );
  });

  test("never leaves a task alone beyond half its deadline, whatever is expected", () => {
    fc.assert(
      fc.property(anyMoment, anySteps, anyChance, ({ expected: time }, wanted, chance) => {
        const wait = pollDelayMs({ ageMs: 0, expected: time }, wanted, () => chance);
        expect(wait).toBeLessThanOrEqual(Math.max(wanted.taskDeadlineMs / 2, wanted.pollMaxMs));
      }),
      { numRuns: 1000 },
    );
  });

  test("is jittered: the first polls of tasks created together are spread over a step", () => {
    const first = (chance: number): number => pollDelayMs({ ageMs: 0, expected }, steps, () => chance);
    expect(first(0) - first(0.5)).toBeCloseTo(2500, 6);
    expect(pollDelayMs({ ageMs: 100_000, expected }, steps, () => 0.5)).toBe(4750);
  });
});
