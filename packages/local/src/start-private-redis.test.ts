import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { askRedis, type RedisAddress } from "./ask-redis.ts";
import { claimDirectory } from "./directory-claim.ts";
import { findRedisServer } from "./find-redis-server.ts";
import { freePort } from "./free-port.ts";
import { type PrivateRedis, startPrivateRedis } from "./start-private-redis.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "hailuo test with spaces "));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

test("a private Redis answers at its URL only with the password in it", async () => {
  await using redis = await start({});
  expect(await ask(redis, "PING")).toBe("+PONG");
  expect((await askRedis({ port: redis.port, password: "guessed" }, "PING")).kind).toBe("foreign");
  expect(await ask(redis, "CONFIG GET maxmemory-policy")).toContain("*2");
});

test("without a directory it keeps nothing: its temporary one is gone after close", async () => {
  const redis = await start({});
  expect(existsSync(redis.directory)).toBe(true);
  await redis.close();
  await redis.close();
  expect(existsSync(redis.directory)).toBe(false);
  expect((await askRedis(addressOf(redis.url), "PING")).kind).toBe("refused");
});

test("with a directory a second start finds what the first one wrote right before its close", async () => {
  const first = await start({ directory });
  await ask(first, "SET kept yes");
  await first.close();
  await using second = await start({ directory });
  expect(await ask(second, "GET kept")).toBe("yes");
});

test("a second start in the same directory is refused with the process that runs there", async () => {
  await using running = await start({ directory });
  await expect(start({ directory })).rejects.toThrow(`another hailuo is running here (pid ${process.pid})`);
  expect(await ask(running, "PING")).toBe("+PONG");
});

test("of many starts at once in one directory exactly one runs", async () => {
  const starts = await Promise.allSettled(Array.from({ length: 5 }, () => start({ directory })));
  const running = starts.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(running).toHaveLength(1);
  await running[0]?.close();
});

test("a Redis that dies is reported, and close still ends well", async () => {
  await using redis = await start({});
  process.kill(redis.pid, "SIGKILL");
  await redis.exited;
});

test("a server that cannot start is reported with its own words, and its directory is free again", async () => {
  const occupied = await start({});
  await expect(start({ directory, port: occupied.port })).rejects.toThrow("Address already in use");
  await occupied.close();
  await (await start({ directory })).close();
});

test("it ends cleanly with a parent that is killed, and the next start goes on with its data", async () => {
  const parent = await startParent(directory);
  const address = addressOf(parent.url);
  const witness = connect({ host: "127.0.0.1", port: address.port });
  await once(witness, "connect");
  expect((await askRedis(address, "SET survives kill")).kind).toBe("answered");
  const hungUp = once(witness.resume(), "close");
  parent.child.kill("SIGKILL");
  await hungUp;
  await using redis = await start({ directory });
  expect(await ask(redis, "GET survives")).toBe("kill");
});

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("a Redis that outlived its guard is ended before the next one starts on its files", async () => {
  const parent = await startParent(directory);
  const address = addressOf(parent.url);
  await askRedis(address, "SET written before");
  // Stopped first, or it may see its guard's end and act on it before it is killed itself.
  parent.child.kill("SIGSTOP");
  for (const guard of await sessionMates(parent.redisPid)) process.kill(guard, "SIGKILL");
  parent.child.kill("SIGKILL");
  await parent.exited;
  expect((await askRedis(address, "PING")).kind).toBe("answered");
  await using redis = await start({ directory });
  expect(await ask(redis, "GET written")).toBe("before");
  // Where the former one was, for those that look for it there.
  expect(redis.port).toBe(address.port);
  expect(redis.pid).not.toBe(parent.redisPid);
  expect(await readFile(`/proc/${parent.redisPid}/cmdline`, "utf8").catch(() => "")).toBe("");
});

test("a claim on a directory is free again after release", async () => {
  const first = await claimDirectory(directory);
  if (!first.held) throw new Error("not held");
  expect((await claimDirectory(directory)).held).toBe(false);
  await first.claim.release();
  const second = await claimDirectory(directory);
  expect(second.held).toBe(true);
  if (second.held) await second.claim.release();
});

test("free ports can be listened on", async () => {
  const port = await freePort();
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  expect(server.address()).toMatchObject({ port });
  server.close();
  await once(server, "close");
});

async function start(options: { directory?: string; port?: number }): Promise<PrivateRedis> {
  return startPrivateRedis({ server: await findRedisServer({ allowFetch: true }), ...options });
}

async function ask(redis: PrivateRedis, command: string): Promise<string> {
  const answer = await askRedis(addressOf(redis.url), command);
  return answer.kind === "answered" ? answer.text : answer.kind;
}

function addressOf(url: string): RedisAddress {
  const { port, password } = new URL(url);
  return { port: Number(port), password };
}

async function startParent(stateDirectory: string) {
  const main = fileURLToPath(new URL("../dist/__fixtures__/parent-process.js", import.meta.url));
  const child = spawn(process.execPath, [main, stateDirectory], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const [printed] = (await once(child.stdout, "data")) as [Buffer];
  const { url, pid } = JSON.parse(printed.toString()) as { url: string; pid: number };
  return { child, exited, url, redisPid: pid };
}

/** The guard and its child: all of the server's session but the server. */
async function sessionMates(pid: number): Promise<number[]> {
  const session = await sessionOf(pid);
  const mates: number[] = [];
  for (const entry of await readdir("/proc")) {
    const candidate = Number(entry);
    if (candidate !== pid && candidate > 1 && (await sessionOf(candidate)) === session) mates.push(candidate);
  }
  return mates;
}

async function sessionOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3];
}
