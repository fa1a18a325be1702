import { inUsd } from "../money.ts";
import { doneOf, type ProgressSnapshot } from "./snapshot.ts";

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
    done: doneOf(snapshot),
    missing: snapshot.missing,
    spent_usd: inUsd(snapshot.spentMicroUsd),
    simulated: snapshot.simulated,
    eta_seconds: snapshot.eta === undefined ? null : Math.round(snapshot.eta.ms / 1000),
    eta_is_guess: snapshot.eta?.isGuess ?? null,
    notices: snapshot.notices.map(({ key, kind, text }) => ({ kind, code: key.split("|")[0], message: text })),
    ...(snapshot.notices[0] === undefined ? {} : { notice: snapshot.notices[0].text }),
  };
}
