import type { ProgressSnapshot } from "./snapshot.ts";

/** Progress as one JSON object. */
export function progressLine(snapshot: ProgressSnapshot): object {
  return {
    type: "progress",
    at: new Date(snapshot.nowMs).toISOString(),
    batch: snapshot.batchId,
    total: snapshot.total,
    ...snapshot.counts,
    slots_used: snapshot.slots?.used ?? null,
    slots_allowed: snapshot.slots?.allowed ?? null,
    videos_per_minute: snapshot.videosPerMinute === undefined ? null : Number(snapshot.videosPerMinute.toFixed(2)),
    eta_seconds: snapshot.etaMs === undefined ? null : Math.round(snapshot.etaMs / 1000),
    ...(snapshot.notice === undefined ? {} : { notice: snapshot.notice }),
  };
}
