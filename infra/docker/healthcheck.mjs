// Exits 0 when the process of this container answers: it asks the address that the process's role serves, or
// HAILUO_HEALTHCHECK_URL. A command that serves nothing, such as `submit`, is well as long as it runs.
import { readFile } from "node:fs/promises";

const { HAILUO_HEALTHCHECK_URL, HAILUO_HEALTH_PORT, HAILUO_GATEWAY_PORT, HAILUO_DASHBOARD_PORT } = process.env;

/** The words after `hailuo` of process 1, which may be an init in front of it. */
async function readWords() {
  const words = (await readFile("/proc/1/cmdline", "utf8")).split("\0");
  return words.slice(words.findLastIndex((word) => /(^|\/)hailuo(\.mjs)?$/.test(word)) + 1);
}

function addressOf([role, ...words]) {
  const at = words.indexOf("--port");
  const own = at === -1 ? words.find((word) => word.startsWith("--port="))?.slice("--port=".length) : words[at + 1];
  if (role === "worker") return HAILUO_HEALTH_PORT === "off" ? undefined : local(HAILUO_HEALTH_PORT ?? 9100);
  if (role === "gateway") return local(own ?? (HAILUO_GATEWAY_PORT || 8080));
  if (role === "dashboard") return local(own ?? (HAILUO_DASHBOARD_PORT || 3000));
  if (role === "simulate" && own !== undefined) return local(own, "/__stats");
  return undefined;
}

function local(port, path = "/healthz") {
  return `http://127.0.0.1:${port}${path}`;
}

const url = HAILUO_HEALTHCHECK_URL || addressOf(await readWords());
if (url !== undefined) {
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(4000) });
    if (!ok) throw new Error(`it answered ${status}`);
  } catch (error) {
    console.error(`${url}: ${error.cause?.message ?? error.message}`);
    process.exitCode = 1;
  }
}
