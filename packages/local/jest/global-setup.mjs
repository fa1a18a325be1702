/* oxlint-disable import/no-default-export, node/no-process-env -- jest calls the default export and hands the environment on to its workers */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { bundlePrograms } from "../../../infra/tests/bundle-programs.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const compiler = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));
const main = fileURLToPath(new URL("serve-test-redis.mjs", import.meta.url));

/**
 * The build, so that processes that tests start are as new as the source, and the programs bundled from it, in the folder
 * HAILUO_TEST_PROGRAMS; and one real Redis for all tests of a run, in HAILUO_TEST_REDIS_URL. One that is already set there is
 * used instead. Tests share it: each takes a key prefix of its own.
 */
export default async function setUpTests() {
  await build();
  process.env.HAILUO_TEST_PROGRAMS = await bundlePrograms();
  if (!process.env.HAILUO_TEST_REDIS_URL) await startTestRedis();
}

/** Takes a second when nothing has changed. Faults in types are printed and end nothing: the compiler writes its output all the same. */
async function build() {
  const child = spawn(compiler, ["-b"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  await once(child, "exit");
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
