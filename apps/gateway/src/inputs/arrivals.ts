import { INPUT_LIMITS } from "@hailuo-queue/contracts";
import { type InputKeeper, type KeepMedia, keepMediaOf, type KeepOutcome, moveMedia } from "@hailuo-queue/intake";
import { Problem } from "../http/problem.ts";
import type { Permits } from "./permits.ts";

/** Media on their way in, of all tenants: uploaded, or within the text of a request. */
export interface Arrivals {
  keep(tenant: string, arriving: Parameters<InputKeeper["keep"]>[1]): Promise<KeepOutcome>;
  /** For data URLs within parsed requests. */
  keepMedia(tenant: string): KeepMedia;
  /** Moves media out of a body while it arrives. */
  withoutMedia(tenant: string): (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

export interface ArrivalParts {
  readonly keeper: Pick<InputKeeper, "keep">;
  readonly permits: Permits;
}

export function createArrivals({ keeper, permits }: ArrivalParts): Arrivals {
  async function keep(tenant: string, arriving: Parameters<InputKeeper["keep"]>[1]): Promise<KeepOutcome> {
    const free = await permits.take(tenant);
    const late = AbortSignal.timeout(INPUT_LIMITS.maxArrivalMs);
    try {
      const signal = arriving.signal === undefined ? late : AbortSignal.any([arriving.signal, late]);
      return await keeper.keep(tenant, { ...arriving, signal });
    } catch (error) {
      // Its own word for that would stand in the log as a failure of ours.
      if (arriving.signal?.aborted === true)
        throw new Problem(400, "broken_body", {
          detail: "The connection broke before the whole content had come; nothing of it was kept.",
        });
      if (!late.aborted) throw error;
      throw new Problem(408, "too_slow", {
        detail: `The content did not arrive within ${INPUT_LIMITS.maxArrivalMs / 60_000} minutes; nothing of it was kept.`,
      });
    } finally {
      free();
    }
  }

  const keepMedia = (tenant: string): KeepMedia => keepMediaOf({ keep }, tenant);
  return { keep, keepMedia, withoutMedia: (tenant) => (source) => moveMedia(source, keepMedia(tenant)) };
}
