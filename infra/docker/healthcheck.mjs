// Exits 0 when the container's process answers. HAILUO_HEALTHCHECK_URL: default that of a worker.
const url = process.env.HAILUO_HEALTHCHECK_URL ?? `http://127.0.0.1:${process.env.HAILUO_HEALTH_PORT ?? 9100}/healthz`;
try {
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(4000) });
  if (!ok) throw new Error(`it answered ${status}`);
} catch (error) {
  console.error(`${url}: ${error.message}`);
  process.exitCode = 1;
}
