import { useEffect, useState } from "./html.js";
import { retell, say } from "./words.js";

const HIDDEN_MS = 10_000;
const AGAIN_MS = { least: 1000, most: 15_000 };

/**
 * Follows what the server tells of a path below /api/live. A page that nobody sees for a while lets go of its connection:
 * a browser has six to a host, for all of its tabs.
 */
export function useLive(path) {
  const [live, setLive] = useState({ status: "connecting" });
  useEffect(() => {
    setLive({ status: "connecting" });
    if (path === undefined) return undefined;
    return follow(path, (change) => setLive((before) => ({ ...before, ...change })));
  }, [path]);
  return live;
}

function follow(path, tell) {
  let source;
  let timer;
  let hiding;
  let waitMs = AGAIN_MS.least;
  let ended = false;

  function open() {
    if (ended || source !== undefined) return;
    source = new EventSource(`/api/live${path}`);
    source.addEventListener("state", ({ data }) => {
      const state = JSON.parse(data);
      waitMs = AGAIN_MS.least;
      tell({ status: "live", state, at: state.at, skewMs: state.at - Date.now(), trouble: undefined, missing: false });
    });
    source.addEventListener("trouble", ({ data }) =>
      tell({ status: "not live", trouble: retell(JSON.parse(data).error) }),
    );
    source.addEventListener("signed-out", signIn);
    source.addEventListener("error", () => void lost());
  }

  function close() {
    source?.close();
    source = undefined;
    clearTimeout(timer);
  }

  /** A stream that was refused tells no reason: it is asked for. */
  async function lost() {
    close();
    tell({ status: "not live", ...(await reasonOf(path)) });
    timer = setTimeout(open, waitMs);
    waitMs = Math.min(waitMs * 2, AGAIN_MS.most);
  }

  function seen() {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(close, HIDDEN_MS);
    else open();
  }

  document.addEventListener("visibilitychange", seen);
  open();
  return () => {
    ended = true;
    document.removeEventListener("visibilitychange", seen);
    clearTimeout(hiding);
    close();
  };
}

async function reasonOf(path) {
  try {
    const reply = await fetch(`/api${path}`, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (reply.ok) return { trouble: say`The connection was lost; it is opened again.` };
    if (reply.status === 401) signIn();
    const { error } = await reply.json();
    return { trouble: retell(error), ...(reply.status === 404 ? { missing: true } : {}) };
  } catch {
    return { trouble: say`The dashboard does not answer.` };
  }
}

function signIn() {
  location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
}

/** Now, by the server's clock, anew every few seconds: ages go on while nothing changes. */
export function useNow(skewMs = 0, everyMs = 5000) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now + skewMs;
}

/** What a refused answer says, in the person's language. */
export function refusalOf(reply, answer) {
  return new Error(answer.error === undefined ? say`The dashboard answered ${reply.status}.` : retell(answer.error));
}

/** Reads once, and again when `again` changes. */
export async function read(path) {
  const reply = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(20_000) });
  if (reply.status === 401) signIn();
  const answer = await reply.json();
  if (!reply.ok) throw refusalOf(reply, answer);
  return answer;
}
