/* oxlint-disable import/no-default-export, node/no-process-env -- jest calls the default export and hands the environment on to its workers */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

// By its place in the checkout: it belongs to no package, and walls hold between packages.
const { bundlePrograms, compile } = await import(
  new URL("../../../infra/tests/bundle-programs.mjs", import.meta.url).href
);

const root = fileURLToPath(new URL("../../..", import.meta.url));
const main = fileURLToPath(new URL("serve-test-redis.mjs", import.meta.url));

/**
 * The build, so that processes that tests start are as new as the source, and the programs bundled from it, in the
 * folder HAILUO_TEST_PROGRAMS; and one real Redis for all tests of a run, in HAILUO_TEST_REDIS_URL. One that is already
 * set there is used instead. Tests share it: each takes a key prefix of its own.
 */
export default async function setUpTests() {
  await compile();
  process.env.HAILUO_TEST_PROGRAMS = await bundlePrograms();
  if (!process.env.HAILUO_TEST_REDIS_URL) await startTestRedis();
}

async function startTestRedis() {
  const child = spawn(process.execPath, [main], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let printed = "";
  child.stdout.on("data", (chunk) => (printed += chunk));
  await Promise.race([once(child.stdout, "data"), ended]);
  const url = printed.trim();
  if (!url.startsWith("redis://")) throw new Error("The tests' Redis did not start; its error is printed above.");
  process.env.HAILUO_TEST_REDIS_URL = url;
  globalThis.hailuoTestRedis = { child, ended };
}
