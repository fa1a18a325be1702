/** So long after the first one a client's commands are sent again: a failover takes a moment. */
const CLIENT_MS = 1500;
/** After so long without one the next is the first of others. */
const QUIET_MS = 5000;

/** What ioredis does about a refusal: nothing, connects again, or sends the command again over the new connection. */
export type Reconnection = false | 1 | 2;

/**
 * For `reconnectOnError`: what to do about a server that takes no writes because it is a replica (`READONLY`). Another
 * may be master by now, so the connection is opened anew and the command sent again: by a worker for as long as it
 * takes, by a client for a moment. Then it is told.
 */
export function createReadOnlyPolicy(
  { waits, now = () => performance.now() }: { readonly waits: boolean; readonly now?: () => number },
  tell: (error: Error) => void = () => undefined,
): (error: Error) => Reconnection {
  let firstAt = Number.NEGATIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (!error.message.startsWith("READONLY")) return false;
    tell(error);
    if (now() - lastAt > QUIET_MS) firstAt = now();
    lastAt = now();
    return waits || now() - firstAt < CLIENT_MS ? 2 : 1;
  };
}
