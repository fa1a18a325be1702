import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
/** Prints the URL of each module that was loaded, on standard error. */
const LIST = `data:text/javascript,${encodeURIComponent(`
import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent(
  'import { writeSync } from "node:fs"; export async function load(url, context, next) { writeSync(2, "loaded " + url + "\\\\n"); return next(url, context); }'
));`)}`;

const PROMPTS = fileURLToPath(new URL("../../../examples/prompts.jsonl", import.meta.url));

async function modulesOf(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<readonly string[]> {
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ["--conditions=source", "--import", "tsx", "--import", LIST, MAIN, ...words],
    { maxBuffer: 16 * 1024 * 1024, env: { PATH: process.env["PATH"], HAILUO_STATE_DIR: "/nowhere", ...env } },
  );
  return stderr.split("\n").filter((line) => line.startsWith("loaded file:"));
}

test("help loads few modules, and nothing that talks to a service", async () => {
  const loaded = await modulesOf(["--help"]);
  expect(loaded.length).toBeGreaterThan(50);
  // 210 when this was written, half of them zod's. A command's own modules are imported when it runs.
  expect(loaded.length).toBeLessThan(260);
  expect(
    loaded.filter((url) =>
      /node_modules\/(?:\.pnpm\/)?(?:ioredis|bullmq|@aws-sdk|pino|prom-client|fastify|axios|exceljs)\b/.test(url),
    ),
  ).toEqual([]);
});

test("a dry run in a folder without a queue loads no Redis client, no worker and no provider", async () => {
  const loaded = await modulesOf(["run", PROMPTS, "--dry-run"]);
  expect(
    loaded.filter((url) =>
      /node_modules\/(?:\.pnpm\/)?(?:ioredis|bullmq|@aws-sdk|pino|prom-client|fastify|axios)\b/.test(url),
    ),
  ).toEqual([]);
});

test.each([
  ["run", PROMPTS, "--dry-run"],
  ["submit", PROMPTS, "--dry-run"],
])("hailuo %s FILE --dry-run beside a queue loads the Redis client, and no queue of BullMQ", async (...words) => {
  // Nobody listens there: a dry run goes on without what it would have been told.
  const loaded = await modulesOf(words, { REDIS_URL: "redis://127.0.0.1:1" });
  const others = /node_modules\/(?:\.pnpm\/)?(ioredis|bullmq|@aws-sdk|pino|prom-client|fastify|axios)\b/;
  expect(new Set(loaded.flatMap((url) => others.exec(url)?.[1] ?? []))).toEqual(new Set(["ioredis"]));
});
