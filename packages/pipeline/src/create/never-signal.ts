import { setMaxListeners } from "node:events";

/** So many calls in a row share one: Node 20 keeps a WeakRef of whatever `AbortSignal.any` joins to a signal. */
const CALLS_PER_SIGNAL = 64;

let calls = 0;
let signal = openSignal();

/** A signal that is never aborted, for a call that must not be. */
export function neverSignal(): AbortSignal {
  calls += 1;
  if (calls % CALLS_PER_SIGNAL === 0) signal = openSignal();
  return signal;
}

function openSignal(): AbortSignal {
  const { signal: opened } = new AbortController();
  setMaxListeners(0, opened);
  return opened;
}
