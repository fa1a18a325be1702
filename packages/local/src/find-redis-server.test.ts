import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findRedisServer } from "./find-redis-server.ts";
import { describeServer } from "./found-server.ts";
import { cureFor } from "./installation-cure.ts";
import { packagesOfLibrary, parseMissingLibraries } from "./missing-libraries.ts";
import { runCommand } from "./run-command.ts";
import { isRecentEnough, parseServerVersion } from "./server-version.ts";

let directory: string;
let searchPath: string;
let cacheDirectory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "hailuo find "));
  searchPath = join(directory, "bin");
  cacheDirectory = join(directory, "cache");
  await mkdir(searchPath);
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe("the server is found", () => {
  test("on PATH first, whatever the cache holds", async () => {
    await program("bin/redis-server", "Redis server v=7.2.4 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1");
    await program(`${cacheBin()}/redis-server`, "Redis server v=8.0.0 sha=0");
    const server = await find();
    expect(server).toEqual({
      product: "redis",
      version: "7.2.4",
      origin: "path",
      path: join(searchPath, "redis-server"),
      command: [join(searchPath, "redis-server")],
    });
    expect(describeServer(server)).toBe(`Redis 7.2.4, installed on this system (${join(searchPath, "redis-server")})`);
  });

  test("as a Valkey when the Redis on PATH is too old, and says so", async () => {
    await program("bin/redis-server", "Redis server v=6.0.16 sha=00000000:0");
    await program("bin/valkey-server", "Valkey server v=8.1.1 sha=00000000:0");
    const lines: string[] = [];
    expect(await find((line) => lines.push(line))).toMatchObject({
      product: "valkey",
      version: "8.1.1",
      origin: "path",
    });
    expect(lines).toEqual([`passing over ${join(searchPath, "redis-server")}: 6.0.16 is older than 6.2`]);
  });

  test("in the cache when PATH has none that starts", async () => {
    await program("bin/redis-server", "cannot execute: required file not found", 127);
    await program(`${cacheBin()}/valkey-server`, "Valkey server v=8.0.1 sha=0");
    expect(await find()).toMatchObject({
      origin: "cache",
      product: "valkey",
      command: ["/usr/bin/env", "LD_LIBRARY_PATH=", expect.anything()],
    });
  });
});

test("without a server and without leave to fetch, the error says what to type here", async () => {
  await expect(find()).rejects.toMatchObject({
    code: "no_redis_server",
    message: expect.stringMatching(/install|REDIS_URL/),
  });
});

const onDebian = (await runCommand(["dpkg-deb", "--version"])).exitCode === 0 ? test : test.skip;

onDebian(
  "a fetched server runs, and is taken from the cache the next time; two at once end with one whole copy",
  async () => {
    const options = { cacheDirectories: [cacheDirectory], searchPath: "/nowhere", allowFetch: true };
    const [one, other] = await Promise.all([findRedisServer(options), findRedisServer(options)]);
    expect([one.origin, other.version]).toEqual(["fetched", one.version]);
    const again = await findRedisServer({ cacheDirectories: [cacheDirectory], searchPath: "/nowhere" });
    expect(again).toEqual({ ...one, origin: "cache" });
  },
);

test("a program that is the server only under its own name is not taken for one", async () => {
  await program("bin/redis-check-rdb", "redis-check-rdb 7.0.15 (git:00000000)");
  await symlink("redis-check-rdb", join(searchPath, "redis-server"));
  await expect(find()).rejects.toMatchObject({ code: "no_redis_server" });
});

test.each([
  ["7.0.15", true],
  ["6.2.0", true],
  ["6.0.16", false],
  ["10.0.0", true],
  ["5.0.7", false],
])("version %s is recent enough: %s", (version, expected) => {
  expect(isRecentEnough(version)).toBe(expected);
});

test("versions are read as both products write them", () => {
  expect(parseServerVersion("Redis server v=8.0.2 sha=00000000:1 malloc=jemalloc-5.3.0 bits=64")).toEqual({
    product: "redis",
    version: "8.0.2",
  });
  expect(parseServerVersion("Valkey server v=8.1.1 sha=00000000:0")).toEqual({ product: "valkey", version: "8.1.1" });
  expect(parseServerVersion("command not found")).toBeUndefined();
});

test("libraries that the loader misses are known by the package that holds them", () => {
  const output =
    "\tlinux-vdso.so.1 (0x00007ffd)\n\tlibjemalloc.so.2 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x0)\n\tlibjemalloc.so.2 => not found\n";
  expect(parseMissingLibraries(output)).toEqual(["libjemalloc.so.2"]);
  expect(packagesOfLibrary("libssl.so.3")).toEqual(["libssl3t64", "libssl3"]);
  expect(packagesOfLibrary("libunheard.so.1")).toEqual([]);
});

test.each([
  ["linux", "ID=debian\n", "sudo apt install redis-server"],
  ["linux", 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', "sudo apt install redis-server"],
  ["linux", "ID=fedora\n", "sudo dnf install valkey"],
  ["linux", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "sudo dnf install valkey"],
  ["linux", "ID=alpine\n", "apk add redis"],
  ["linux", "", "Install redis-server or valkey-server"],
  ["darwin", "", "brew install redis"],
])("on %s with %j the cure is %s", (platform, release, expected) => {
  expect(cureFor(platform, release)).toContain(expected);
  expect(cureFor(platform, release)).toContain("REDIS_URL");
});

function find(log: (line: string) => void = () => undefined) {
  return findRedisServer({ cacheDirectories: [cacheDirectory], searchPath, log });
}

function cacheBin(): string {
  return `cache/${process.platform}-${process.arch}/usr/bin`;
}

/** A program that prints one line, in place of a real one. */
async function program(path: string, says: string, exitCode = 0): Promise<void> {
  const file = join(directory, path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${says}'\nexit ${exitCode}\n`);
  await chmod(file, 0o755);
}
