import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { socketName } from "./directory-claim.ts";
import { findRedisServer } from "./find-redis-server.ts";
import { startGuarded } from "./guarded-server.ts";
import { freePort } from "./free-port.ts";
import { askRedis } from "./ask-redis.ts";

// The guard of Windows runs on every system; what Windows itself makes of it cannot be tried here.
test.each(["win32", "linux"] as const)(
  "the guard of %s starts a server, ends it when asked, and removes its folder",
  async (platform) => {
    const directory = await realpath(await mkdtemp(join(tmpdir(), "hailuo guard ")));
    const { command } = await findRedisServer({ allowFetch: true });
    const address = { port: await freePort(), password: "secret" };
    await writeFile(
      join(directory, "redis.conf"),
      `bind 127.0.0.1\nport ${address.port}\nrequirepass secret\nsave ""\n`,
    );
    const server = await startGuarded([...command, join(directory, "redis.conf")], {
      directory,
      removeDirectory: true,
      platform,
    });
    try {
      while ((await askRedis(address, "PING")).kind !== "answered" && !server.hasExited())
        await new Promise(setImmediate);
      expect(await server.logTail()).toContain("Ready to accept connections");
    } finally {
      await server.stop();
    }
    expect((await askRedis(address, "PING")).kind).toBe("refused");
    expect(existsSync(directory)).toBe(false);
  },
);

test("a server that cannot be started ends the guard of Windows, with the reason in its log", async () => {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "hailuo guard ")));
  try {
    const server = await startGuarded([join(directory, "no-such-server")], {
      directory,
      removeDirectory: false,
      platform: "win32",
    });
    await server.exited;
    expect(await server.logTail()).toContain("ENOENT");
    await server.stop();
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a claim is a name without a file on Linux, a pipe on Windows, and a file on macOS", () => {
  expect(socketName("hailuo-1", "linux")).toBe("\0hailuo-1");
  expect(socketName("hailuo-1", "win32")).toBe(String.raw`\\.\pipe\hailuo-1`);
  expect(socketName("hailuo-1", "darwin")).toBe("/tmp/hailuo-1.sock");
});
