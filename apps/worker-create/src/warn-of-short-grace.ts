/**
 * A sentence for a user whose shutdown would cut creates off before their time limit; undefined when none is cut off.
 */
export function warnOfShortGrace(settings: {
  readonly HAILUO_SHUTDOWN_GRACE_MS: number;
  readonly MINIMAX_TIMEOUT_MS: number;
}): string | undefined {
  const { HAILUO_SHUTDOWN_GRACE_MS: graceMs, MINIMAX_TIMEOUT_MS: timeoutMs } = settings;
  if (graceMs >= timeoutMs) return undefined;
  return (
    `HAILUO_SHUTDOWN_GRACE_MS is ${graceMs}, less than MINIMAX_TIMEOUT_MS, which is ${timeoutMs}: a create that ` +
    "is under way at a shutdown may be cut off, and its generation then waits for a person as " +
    "submission_unknown. Give it at least as long, and the process manager longer still."
  );
}
