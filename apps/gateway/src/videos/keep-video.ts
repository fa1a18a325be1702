import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { PartsOf } from "../routes/route-parts.ts";

/** The stored video as an input of its tenant; or why it cannot be one. */
export type KeptVideo = { readonly baseVideo: string } | { readonly why: string };

/** The stored video becomes an input of its tenant, to be made again from. */
export async function keepVideo(
  { objectKey }: GenerationRecord,
  { tenant, signal }: { readonly tenant: string; readonly signal: AbortSignal },
  { store, arrivals }: PartsOf<"arrivals" | "store">,
): Promise<KeptVideo> {
  const body = await store.get(objectKey);
  if (body === undefined) return { why: "Its video is not in storage any more" };
  const kept = await arrivals.keep(tenant, { body, signal });
  return kept.result === "refused" ? { why: "Its video is no MP4 of at most 50 MB" } : { baseVideo: kept.reference };
}
