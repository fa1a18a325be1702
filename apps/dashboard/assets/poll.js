import { byId, element } from "./elements.js";
import { time } from "./format.js";

const EVERY_MS = 1000;
const LONGEST_WAIT_MS = 10_000;
/** Above the 4 s within which the server gives up on Redis. */
const ANSWER_WITHIN_MS = 8000;

/** Asks `address()` each second while the page is seen, and less often while it fails. */
export function poll(address, draw) {
  let waitMs = EVERY_MS;
  let lastAt;

  async function ask() {
    try {
      const reply = await fetch(address(), { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      const answer = await reply.json();
      if (!reply.ok) throw new Error(answer.error ?? `The dashboard answered ${reply.status}.`);
      draw(answer);
      lastAt = answer.at;
      waitMs = EVERY_MS;
      tell(true);
    } catch (error) {
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      tell(
        false,
        error instanceof TypeError || error.name === "TimeoutError" ? "The dashboard does not answer." : error.message,
        lastAt,
      );
    }
  }

  async function round() {
    if (!document.hidden) await ask();
    setTimeout(() => void round(), waitMs);
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void ask();
  });
  void round();
  return ask;
}

function tell(good, reason, lastAt) {
  const live = byId("live");
  live.textContent = good ? "live" : "not live";
  live.className = good ? "good" : "bad";
  const trouble = byId("trouble");
  if (good) trouble.replaceChildren();
  else {
    const since = lastAt === undefined ? "" : ` Shown is what was known at ${time(lastAt)}.`;
    trouble.replaceChildren(element("p", { class: "notice bad" }, `${reason}${since}`));
  }
}
