/* oxlint-disable import/no-default-export -- jest calls the default export */
/** Ends the Redis that global-setup.mjs started; one that was given stays. */
export default async function stopTestRedis() {
  const running = globalThis.hailuoTestRedis;
  if (running === undefined) return;
  running.child.stdin.end();
  await running.ended;
}
