import { type GenerationRequest, modeOf, usualTaskMs } from "@hailuo-queue/contracts";

/** When tasks of one profile end: lognormal, as live times are. */
export interface ExpectedTime {
  readonly medianMs: number;
  /** Of the logarithm: 0.15 puts two thirds of the ends within 15 % of the median. */
  readonly sigma: number;
}

/** What little is known of the others says that a guess may well be wrong by half. */
const GUESSED_SIGMA = 0.5;
/** The guess weighs as much as two finished tasks while there are few. */
const GUESS_WEIGHT = 2;
/**
 * With more than these it fades: its width would widen a narrow profile for ever, and each of its tasks be polled too
 * soon.
 */
const GUESS_FADES_FROM = 8;
/** Below this it is our own steps that were measured. */
const LEAST_SIGMA = 0.03;
/** The step at which the guess holds as it stands. Whoever polls faster than that waits for faster tasks, too. */
const GUESSED_FOR_STEP_MS = 5000;
const LATEST = 8;
const MOST_OF_LATEST = 6;

/** Tasks of one profile take about the same time. */
export function taskProfile(request: GenerationRequest): string {
  const { model, resolution = "", duration = "", template_id } = request;
  return [model, resolution, `${duration}s`, template_id ?? modeOf(request)].join("|");
}

/**
 * What to expect before any task of the profile was seen. Shorter steps than the default stand for a world that is as
 * much faster.
 */
export function guessTime(request: GenerationRequest, pollMinMs: number): ExpectedTime {
  return { medianMs: usualTaskMs(request) * Math.min(1, pollMinMs / GUESSED_FOR_STEP_MS), sigma: GUESSED_SIGMA };
}

/**
 * Learns from lifetimes, newest first. Only quantiles count, so a stray value changes little. Once most of the latest
 * ones lie on one side of what all say, the provider has become faster or slower, and the latest alone are believed.
 */
export function learnTime(guess: ExpectedTime, lifetimesMs: readonly number[]): ExpectedTime {
  const logarithms = lifetimesMs.filter((lifetime) => lifetime > 0).map(Math.log);
  if (logarithms.length === 0 || guess.medianMs <= 0) return guess;
  const all = fit(guess, logarithms);
  const latest = logarithms.slice(0, LATEST);
  const middle = Math.log(all.medianMs);
  const faster = latest.filter((value) => value < middle - all.sigma).length;
  const slower = latest.filter((value) => value > middle + all.sigma).length;
  return Math.max(faster, slower) >= MOST_OF_LATEST ? fit(guess, latest) : all;
}

function fit(guess: ExpectedTime, logarithms: readonly number[]): ExpectedTime {
  const sorted = logarithms.toSorted((one, other) => one - other);
  const count = sorted.length;
  const spread = (quantile(sorted, 0.84) - quantile(sorted, 0.16)) / 2;
  const weight = GUESS_WEIGHT * Math.min(1, GUESS_FADES_FROM / count);
  const blend = (seen: number, guessed: number): number => (seen * count + guessed * weight) / (count + weight);
  return {
    medianMs: Math.exp(blend(quantile(sorted, 0.5), Math.log(guess.medianMs))),
    sigma: Math.max(LEAST_SIGMA, Math.sqrt(blend(spread ** 2, guess.sigma ** 2))),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const index = share * (sorted.length - 1);
  const below = sorted[Math.floor(index)] ?? 0;
  const above = sorted[Math.ceil(index)] ?? 0;
  return below + (above - below) * (index - Math.floor(index));
}
