import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, readlink, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { askRedis, type RedisAnswer } from "../ask-redis.ts";
import { claimDirectory } from "../directory-claim.ts";
import { findRedisServer } from "../find-redis-server.ts";
import { tryLockFolder } from "../folder-lock.ts";
import { startPrivateRedis } from "../start-private-redis.ts";
import { joinRedis, type SharedRedis } from "./join-redis.ts";

const USER = fileURLToPath(new URL("../../dist/__fixtures__/user-process.js", import.meta.url));
const onLinux = process.platform === "linux" ? test : test.skip;

let root: string;
let directory: string;
let users: UserProcess[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "hailuo shared "));
  // Longer than the name of a socket may be.
  directory = join(root, "a".repeat(120), "redis");
  users = [];
});

afterEach(async () => {
  for (const user of users) user.child.kill("SIGKILL");
  await Promise.all(users.map((user) => user.ended));
  await nothingRuns();
  await rm(root, { recursive: true, force: true });
});

test.each([2, 5, 10])(
  "of %i processes that start at the same time one starts Redis, and all use that one",
  async (count) => {
    const started = Array.from({ length: count }, (_, at) => startUser(`user-${at}`));
    const joined = await Promise.all(started.map((user) => user.joined));
    expect(new Set(joined.map(({ url }) => url)).size).toBe(1);
    expect(joined.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await serversIn(directory)).toHaveLength(1);
  },
);

test("whoever started it may be killed: the others go on, and what was written is there", async () => {
  const first = startUser("first");
  const { url } = await first.joined;
  const second = startUser("second");
  expect((await second.joined).others).toEqual([{ pid: first.child.pid, what: "first" }]);
  const [server] = await serversIn(directory);
  await ask(url, "SET kept yes");
  first.child.kill("SIGKILL");
  await first.ended;
  const third = startUser("third");
  expect((await third.joined).others).toEqual([{ pid: second.child.pid, what: "second" }]);
  expect(await serversIn(directory)).toEqual([server]);
  expect(await ask(url, "GET kept")).toMatchObject({ text: "yes" });
});

test("its keeper may be killed: its users start another one, at the same address and with all data", async () => {
  const user = startUser("user");
  const other = startUser("other");
  const { url } = await user.joined;
  await other.joined;
  await ask(url, "SET kept yes");
  const [server = 0] = await serversIn(directory);
  process.kill(parentOf(parentOf(server)), "SIGKILL");
  const next = await anotherServer(server);
  expect(await ask(url, "GET kept")).toMatchObject({ text: "yes" });
  expect((await startUser("late").joined).url).toBe(url);
  expect(await serversIn(directory)).toEqual([next]);
});

test("Redis itself may be killed: it is started again at the same address, with what it had acknowledged", async () => {
  const { url } = await startUser("user").joined;
  await ask(url, "SET kept yes");
  const [server = 0] = await serversIn(directory);
  process.kill(server, "SIGKILL");
  await anotherServer(server);
  expect(await ask(url, "GET kept")).toMatchObject({ text: "yes" });
});

test("the last one to leave finds it ended when it has left, and the next one has its data", async () => {
  const redis = await joinHere();
  await ask(redis.url, "SET kept yes");
  await redis.close();
  await redis.close();
  expect(await serversIn(directory)).toEqual([]);
  await using again = await joinHere();
  expect(again.isNew).toBe(true);
  expect(again.url).not.toBe(redis.url);
  expect(await ask(again.url, "GET kept")).toMatchObject({ text: "yes" });
});

test("one that leaves while others stay does not end it", async () => {
  const stays = startUser("stays");
  const { url } = await stays.joined;
  await (await joinHere()).close();
  expect(await ask(url, "PING")).toMatchObject({ text: "+PONG" });
});

test("it ends when all of its users are killed", async () => {
  const first = startUser("first");
  const second = startUser("second");
  await Promise.all([first.joined, second.joined]);
  first.child.kill("SIGKILL");
  second.child.kill("SIGKILL");
  await nothingRuns();
});

test("a folder that was deleted while it is used is not given a second Redis", async () => {
  const user = startUser("user");
  await user.joined;
  await rename(directory, `${directory}.away`);
  await expect(joinHere()).rejects.toThrow(
    `was deleted or replaced while its Redis is in use by user (pid ${user.child.pid})`,
  );
  await rename(`${directory}.away`, directory);
});

test("a folder that cannot be made is refused with what to do", async () => {
  await writeFile(join(root, "file"), "");
  directory = join(root, "file", "redis");
  await expect(joinHere()).rejects.toThrow("Set HAILUO_STATE_DIR to a folder that can be written");
});

const withoutRoot = process.getuid?.() === 0 ? test.skip : test;

withoutRoot("a folder that may not be written is refused with what to do", async () => {
  await (await joinHere()).close();
  await chmod(directory, 0o500);
  await expect(joinHere()).rejects.toThrow("Set HAILUO_STATE_DIR to a folder that can be written");
  await chmod(directory, 0o700);
});

onLinux(
  "a Redis holds the folder's lock to its end, also where its owner's claim is not seen, as from another container",
  async () => {
    const redis = await joinHere();
    expect(await tryLockFolder(directory)).toBeUndefined();
    await redis.close();
    const lock = await tryLockFolder(directory);
    expect(lock?.descriptor).toBeDefined();
    await lock?.close();
  },
);

onLinux("where another machine has locked the folder no second Redis is started", async () => {
  await (await joinHere()).close();
  const lock = await tryLockFolder(directory);
  await expect(joinHere()).rejects.toThrow("another hailuo is running here or on another machine");
  await lock?.close();
});

test("a folder that one process has for itself is not shared", async () => {
  await using _own = await startPrivateRedis({ server: await findRedisServer({ allowFetch: true }), directory });
  await expect(joinHere()).rejects.toThrow(`another hailuo is running here (pid ${process.pid})`);
});

test("a claim of one kind leaves those of another kind free", async () => {
  const first = await claimDirectory(root, "hailuo-start");
  const second = await claimDirectory(root, "hailuo");
  expect([first.held, second.held]).toEqual([true, true]);
  for (const claimed of [first, second]) if (claimed.held) await claimed.claim.release();
});

function joinHere(): Promise<SharedRedis> {
  return joinRedis({
    directory,
    what: "test",
    env: process.env,
    findServer: () => findRedisServer({ allowFetch: true }),
  });
}

interface Joined {
  readonly url: string;
  readonly isNew: boolean;
  readonly others: readonly object[];
}

interface UserProcess {
  readonly child: ChildProcess;
  readonly joined: Promise<Joined>;
  readonly ended: Promise<unknown>;
}

function startUser(name: string): UserProcess {
  const child = spawn(process.execPath, [USER, directory, name], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const user = {
    child,
    joined: once(lines, "line").then(([line]) => JSON.parse(String(line)) as Joined),
    ended: once(child, "exit"),
  };
  users.push(user);
  return user;
}

async function ask(url: string, command: string): Promise<RedisAnswer> {
  const { port, password } = new URL(url);
  return askRedis({ port: Number(port), password }, command);
}

/** Redis servers that work in the directory. */
async function serversIn(path: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    const name = /^\d+$/.test(entry) ? commandOf(entry) : "";
    if (!/^(redis|valkey)-/.test(name)) continue;
    if ((await readlink(`/proc/${entry}/cwd`).catch(() => "")) === path) found.push(Number(entry));
  }
  return found;
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}

function parentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
}

/** Looks until another one than this answers. */
async function anotherServer(than: number): Promise<number> {
  for (;;) {
    const [server] = (await serversIn(directory)).filter((pid) => pid !== than);
    const state = server === undefined ? undefined : readAddress();
    if (server !== undefined && state !== undefined && (await askRedis(state, "PING")).kind === "answered")
      return server;
    await pause(20);
  }
}

function readAddress(): { port: number; password: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, "private-redis.json"), "utf8")) as {
      port: number;
      password: string;
    };
  } catch {
    return undefined;
  }
}

async function nothingRuns(): Promise<void> {
  while ((await serversIn(directory)).length > 0) await pause(20);
}
