import { type Draw, drawNormal } from "./random.ts";

/** How long a task lives, from its acceptance to its end, before `speed` divides it. */
export type Lifetime = LognormalLifetime | FixedLifetime;

/** Task times around a median with a spread, as the real ones are distributed. */
export interface LognormalLifetime {
  /** Of a 768P, 6 s video. Default 97,500: live runs took 95-105 s. */
  readonly medianMs?: number;
  /** Of the logarithm. Default 0.15; 0 makes every lifetime the median. */
  readonly sigma?: number;
  /** Default 1.8. */
  readonly tenSecondsFactor?: number;
  /** Of 1080P. Default 2. */
  readonly fullHdFactor?: number;
}

/** Uniform, and the same for every size: for benchmarks. */
export interface FixedLifetime {
  readonly fixedMs: number;
  /** 0.1 draws from 90 % to 110 % of `fixedMs`. Default 0. */
  readonly jitter?: number;
}

export interface VideoSize {
  readonly duration: number;
  readonly resolution: string;
}

/** Shares of a lifetime, as seen live: Preparing about 25 s, Queueing 6 s, Processing 65 s. */
const PREPARING_SHARE = 25 / 96;
const QUEUEING_SHARE = 6 / 96;

/** A live 2K video of 5 s took 402 s. */
const TWO_K_FACTOR = 5;

export function drawLifetimeMs(lifetime: Lifetime, size: VideoSize, draw: Draw): number {
  if ("fixedMs" in lifetime) return lifetime.fixedMs * (1 + (lifetime.jitter ?? 0) * (2 * draw() - 1));
  const median = lifetime.medianMs ?? 97_500;
  const stretch = Math.exp((lifetime.sigma ?? 0.15) * drawNormal(draw));
  // 6 s are 1, 10 s the factor, and every other length lies on their line.
  const length = 1 + ((lifetime.tenSecondsFactor ?? 1.8) - 1) * ((size.duration - 6) / 4);
  return median * stretch * Math.max(0.1, length) * pictureFactor(lifetime, size);
}

function pictureFactor(lifetime: LognormalLifetime, { resolution }: VideoSize): number {
  if (resolution === "2K") return TWO_K_FACTOR;
  return resolution === "1080P" ? (lifetime.fullHdFactor ?? 2) : 1;
}

/** When a task leaves each of its steps, in epoch ms. A task that is stuck ends at Infinity. */
export interface Walk {
  queueingAt: number;
  processingAt: number;
  endsAt: number;
}

export function walkFrom(acceptedAt: number, lifetimeMs: number): Walk {
  return {
    queueingAt: acceptedAt + lifetimeMs * PREPARING_SHARE,
    processingAt: acceptedAt + lifetimeMs * (PREPARING_SHARE + QUEUEING_SHARE),
    endsAt: acceptedAt + lifetimeMs,
  };
}

/** What is left of every step takes `factor` times as long: a change of speed for tasks that are under way. */
export function stretchWalk(walk: Walk, now: number, factor: number): void {
  const stretched = (at: number): number => (at > now ? now + (at - now) * factor : at);
  walk.queueingAt = stretched(walk.queueingAt);
  walk.processingAt = stretched(walk.processingAt);
  walk.endsAt = stretched(walk.endsAt);
}
