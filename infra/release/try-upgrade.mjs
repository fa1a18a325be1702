// See check-upgrade.sh: `node try-upgrade.mjs [COMMAND OF THE OLDER VERSION]`.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { findRedisServer, startPrivateRedis } from "../../packages/local/dist/index.js";
import { openProducer } from "../../packages/producer/dist/index.js";
import { startSimulator } from "../../packages/simulator/dist/index.js";
import { bundleCommand } from "./bundle-package.mjs";
import { laterVersion } from "./next-version.mjs";
import { PACKAGES, ROOT } from "./packages.mjs";

const run = promisify(execFile);
const IN_FLIGHT = 8;
const PROMPTS = 24;
/** Against hanging, not a bound of anything. */
const GIVE_UP_MS = 5 * 60_000;

/** Jobs that workers could not read. */
const troubles = [];
const place = await mkdtemp(join(tmpdir(), "hailuo-two-versions-"));
try {
  const here = join(ROOT, "apps", "cli", "bin", "hailuo.mjs");
  const [older] = process.argv.slice(2);
  const pair = older === undefined ? { old: here, new: await makeLater(1) } : { old: older, new: here };
  await tryPair("upgrade", { name: "old", command: pair.old }, { name: "new", command: pair.new });
  await tryPair("way back", { name: "new", command: pair.new }, { name: "old", command: pair.old });
} finally {
  await rm(place, { recursive: true, force: true });
}

async function makeLater(ahead) {
  const folder = join(place, "later");
  await bundleCommand(PACKAGES[0], join(folder, "lib"), { plugins: [laterVersion(ahead)] });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  return join(folder, "lib", "main.js");
}

/**
 * The first version works alone, the second beside it, each on videos that either submitted; then the first is stopped
 * with tasks of its own under way, and the second ends what is left.
 */
async function tryPair(what, first, second) {
  const directory = await mkdtemp(join(place, "pair-"));
  const server = await findRedisServer({ allowFetch: true });
  const redis = await startPrivateRedis({ server });
  const simulator = await startSimulator({ lifetime: { fixedMs: 300, jitter: 0.3 } });
  const hold = () => simulator.configure({ speed: 1e-9 });
  const release = () => simulator.configure({ speed: 1 });
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    REDIS_URL: redis.url,
    MINIMAX_API_KEY: "any",
    MINIMAX_BASE_URL: simulator.url,
    HAILUO_OUT: join(directory, "videos"),
    HAILUO_MAX_IN_FLIGHT: String(IN_FLIGHT),
    HAILUO_CREATE_PER_MINUTE: "6000",
    HAILUO_POLL_MIN_MS: "50",
    HAILUO_POLL_MAX_MS: "200",
    HAILUO_HEALTH_PORT: "0",
  };
  const producer = await openProducer({ redisUrl: redis.url });
  const counts = async () => (await producer.overview()).counts;
  let wanted = 0;
  const submit = async (version) => {
    const file = join(directory, `${wanted}.txt`);
    const lines = Array.from({ length: PROMPTS }, (_, at) => `Waves, take ${wanted + at}`);
    await writeFile(file, lines.join("\n"));
    await run(process.execPath, [version.command, "submit", file], { env, cwd: directory });
    wanted += PROMPTS;
  };
  const workers = [];
  try {
    await submit(first);
    const firstWorker = startWorker(first, { env, cwd: directory });
    workers.push(firstWorker);
    await until("the first version made some videos", async () => (await counts()).succeeded >= 5);

    // The second comes into the middle of it, however slowly it starts.
    hold();
    const secondWorker = startWorker(second, { env, cwd: directory });
    workers.push(secondWorker);
    await submit(second);
    await secondWorker.begun;
    release();
    await until("both versions ended videos", async () => {
      if (secondWorker.ended.size >= 3) return true;
      if ((await counts()).queued === 0) await submit(second);
      return false;
    });

    await until("the first version has tasks under way, and the account has no room for more", async () => {
      hold();
      await submit(first);
      await until("the account is full", async () => (await counts()).generating === IN_FLIGHT);
      const underWay = await producer.list({ state: "generating", limit: IN_FLIGHT });
      if (underWay.items.some(({ id }) => firstWorker.accepted.has(id))) return true;
      release();
      return false;
    });
    await firstWorker.stop();
    release();
    await until("all have ended", async () => {
      const { succeeded, failed, cancelled } = await counts();
      return succeeded + failed + cancelled === wanted;
    });

    const { succeeded } = await counts();
    const { accepted: bought, duplicateAccepts } = simulator.stats();
    const handedOn = [...firstWorker.accepted].filter((id) => secondWorker.ended.has(id)).length;
    const result = { wanted, succeeded, bought, duplicateAccepts, handedOn };
    console.log(`${what}: ${JSON.stringify(result)}`);
    const isWhole = succeeded === wanted && bought === wanted && duplicateAccepts === 0;
    if (!isWhole || handedOn === 0) throw new Error(`The two versions do not work side by side (${what}).`);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await producer.close();
    await simulator.close();
    await redis[Symbol.asyncDispose]();
  }
}

/** `worker all`, with what its log tells. */
function startWorker({ command }, options) {
  const child = spawn(process.execPath, [command, "worker", "all"], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const begun = new Promise((resolve) => child.stderr.once("data", resolve));
  const seen = { accepted: new Set(), ended: new Set() };
  createInterface(child.stderr).on("line", (line) => {
    const { msg = line, generation } = line.startsWith("{") ? JSON.parse(line) : {};
    if (msg === "task accepted") seen.accepted.add(generation);
    if (msg === "generation ended") seen.ended.add(generation);
    if (msg.includes("set aside")) troubles.push(line);
  });
  return {
    ...seen,
    /** It has begun to log. */
    begun,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function until(what, holds) {
  const startedAt = Date.now();
  while (!(await holds())) {
    if (troubles.length > 0) throw new Error(`A worker said, before it happened that ${what}:\n${troubles.join("\n")}`);
    if (Date.now() - startedAt > GIVE_UP_MS) throw new Error(`It did not happen that ${what}.`);
    await delay(50);
  }
}
