import { describe, expect, test } from "@jest/globals";
import type { GenerationRequest } from "@hailuo-queue/contracts";
import fc from "fast-check";
import { guessTime, learnTime, taskProfile } from "./expected-time.ts";

const request: GenerationRequest = {
  model: "MiniMax-Hailuo-2.3",
  prompt: "x",
  duration: 6,
  resolution: "768P",
  enable_prompt_expansion: true,
};
const guess = guessTime(request, 5000);

/** Lifetimes around a median, evenly spread over the quantiles of a lognormal, in a fixed disorder. */
function lifetimes(count: number, medianMs: number, sigma: number): number[] {
  return Array.from({ length: count }, (_, at) => {
    const share = (((at * 37) % count) + 0.5) / count;
    return medianMs * Math.exp(sigma * 0.55 * Math.log(share / (1 - share)));
  });
}

describe("the expected time of a task", () => {
  test("is a guess by model and size until one was seen", () => {
    expect(learnTime(guess, [])).toEqual(guess);
    expect(guess.medianMs).toBe(97_500);
    expect(guessTime({ ...request, resolution: "1080P" }, 5000).medianMs).toBe(195_000);
    expect(guessTime({ ...request, duration: 10 }, 5000).medianMs).toBe(175_500);
  });

  test("is guessed shorter by whoever polls faster, and never longer by whoever polls slower", () => {
    expect(guessTime(request, 50).medianMs).toBe(975);
    expect(guessTime(request, 60_000).medianMs).toBe(97_500);
  });

  test("leaves the guess behind as tasks finish, and becomes surer", () => {
    const few = learnTime(guess, lifetimes(3, 30_000, 0.15));
    const many = learnTime(guess, lifetimes(100, 30_000, 0.15));
    expect(few.medianMs).toBeLessThan(55_000);
    expect(many.medianMs).toBeGreaterThan(29_000);
    expect(many.medianMs).toBeLessThan(31_000);
    expect(few.sigma).toBeGreaterThan(many.sigma);
    expect(many.sigma).toBeLessThan(0.2);
  });

  test("is as narrow as its tasks are once many were seen: a wide guess costs them no polls", () => {
    const spread = (count: number): number => learnTime(guess, lifetimes(count, 97_500, 0.05)).sigma;
    expect(spread(100)).toBeLessThan(0.06);
    expect(spread(8)).toBeGreaterThan(0.2);
  });

  test("is moved little by a tenth of stray values", () => {
    const clean = learnTime(guess, lifetimes(100, 90_000, 0.15));
    const strayed = learnTime(
      guess,
      lifetimes(100, 90_000, 0.15).map((value, at) => (at % 10 === 9 ? value * 50 : value)),
    );
    expect(strayed.medianMs / clean.medianMs).toBeLessThan(1.05);
    expect(strayed.sigma / clean.sigma).toBeLessThan(1.5);
  });

  test.each([
    ["faster", 30_000],
    ["slower", 300_000],
  ])("follows a provider that has become three times %s within eight tasks", (_, medianMs) => {
    const learned = learnTime(guess, [...lifetimes(8, medianMs, 0.1), ...lifetimes(92, 97_500, 0.15)]);
    expect(learned.medianMs / medianMs).toBeGreaterThan(0.7);
    expect(learned.medianMs / medianMs).toBeLessThan(1.4);
  });

  test("is finite and positive whatever was noted", () => {
    const noted = fc.array(fc.double({ min: -1e6, max: 1e9, noNaN: true }), { maxLength: 100 });
    fc.assert(
      fc.property(noted, fc.integer({ min: 10, max: 3_600_000 }), (values, pollMinMs) => {
        const { medianMs, sigma } = learnTime(guessTime(request, pollMinMs), values);
        expect(medianMs > 0 && Number.isFinite(medianMs)).toBe(true);
        expect(sigma > 0 && Number.isFinite(sigma)).toBe(true);
      }),
    );
  });
});

describe("a kind of task", () => {
  test("is told apart by model, size, length and mode, and by nothing else", () => {
    const others = [
      { ...request, model: "MiniMax-Hailuo-02" },
      { ...request, resolution: "1080P" },
      { ...request, duration: 10 },
      { ...request, image_url: "https://example.com/a.png" },
      { ...request, image_url: "https://example.com/a.png", last_frame_image: "https://example.com/b.png" },
    ] as const satisfies readonly GenerationRequest[];
    expect(new Set([request, ...others].map(taskProfile)).size).toBe(others.length + 1);
    expect(taskProfile({ ...request, prompt: "y", enable_prompt_expansion: false })).toBe(taskProfile(request));
  });
});
