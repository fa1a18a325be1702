/* oxlint-disable import/no-default-export, node/no-process-env -- jest calls the default export and hands the environment on to its workers */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const main = fileURLToPath(new URL("serve-test-redis.ts", import.meta.url));

/**
 * One real Redis for all tests of a run, in HAILUO_TEST_REDIS_URL; one that is already set there is used instead.
 * Tests share it: each takes a key prefix of its own. Runs from source, so no build is needed.
 */
export default async function startTestRedis() {
  if (process.env.HAILUO_TEST_REDIS_URL) return;
  const child = spawn(process.execPath, ["--conditions=source", "--import", "tsx", main], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let printed = "";
  child.stdout.on("data", (chunk) => (printed += chunk));
  await Promise.race([once(child.stdout, "data"), ended]);
  const url = printed.trim();
  if (!url.startsWith("redis://")) throw new Error("The tests' Redis did not start; its error is printed above.");
  process.env.HAILUO_TEST_REDIS_URL = url;
  globalThis.hailuoTestRedis = { child, ended };
}
