import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, win32 } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { candidatesOnPath, programOnPath } from "./programs-on-path.ts";

test("on Windows a program has the endings that start without a shell, in the order of PATHEXT", () => {
  const places = {
    searchPath: String.raw`C:\Program Files\Memurai;"D:\with quotes";relative;\\server\share\bin;E:/slashes;C:\Program Files\Memurai`,
    platform: "win32",
    pathExt: ".EXE;.BAT;.CMD;.COM",
  } as const;
  expect(candidatesOnPath("memurai", places)).toEqual([
    String.raw`C:\Program Files\Memurai\memurai.exe`,
    String.raw`C:\Program Files\Memurai\memurai.com`,
    String.raw`D:\with quotes\memurai.exe`,
    String.raw`D:\with quotes\memurai.com`,
    String.raw`\\server\share\bin\memurai.exe`,
    String.raw`\\server\share\bin\memurai.com`,
    String.raw`E:\slashes\memurai.exe`,
    String.raw`E:\slashes\memurai.com`,
  ]);
  expect(candidatesOnPath("x", { searchPath: "C:\\b", platform: "win32", pathExt: ".PS1" })).toEqual([
    "C:\\b\\x.com",
    "C:\\b\\x.exe",
  ]);
});

test("elsewhere it has the name alone, in absolute folders", () => {
  expect(candidatesOnPath("redis-server", { searchPath: "/usr/bin::.:bin:/opt/a b", platform: "linux" })).toEqual([
    "/usr/bin/redis-server",
    "/opt/a b/redis-server",
  ]);
});

test("whatever PATH says, each candidate is an absolute path with the program's name", () => {
  const folder = fc.string({ unit: fc.constantFrom("C:", "\\", "/", "a", " ", '"', ".", "..", "é", "|", ":") });
  fc.assert(
    fc.property(
      fc.array(folder, { maxLength: 6 }),
      fc.constantFrom("win32", "linux", "darwin"),
      (folders, platform) => {
        const searchPath = folders.join(platform === "win32" ? ";" : ":");
        for (const path of candidatesOnPath("redis-server", { searchPath, platform })) {
          expect(platform === "win32" ? win32.isAbsolute(path) : path.startsWith("/")).toBe(true);
          expect(path).toMatch(/redis-server(?:\.com|\.exe)?$/);
          expect(path).not.toContain('"redis-server');
        }
      },
    ),
  );
});

test("the first that can be started is taken; folders and plain files are passed over", async () => {
  const root = await mkdtemp(join(tmpdir(), "hailuo path "));
  try {
    await mkdir(join(root, "one", "redis-server"), { recursive: true });
    await mkdir(join(root, "two"));
    await writeFile(join(root, "two", "redis-server"), "");
    await mkdir(join(root, "three"));
    await writeFile(join(root, "three", "redis-server"), "");
    await chmod(join(root, "three", "redis-server"), 0o755);
    const searchPath = ["one", "two", "three"].map((name) => join(root, name)).join(":");
    expect(await programOnPath("redis-server", { searchPath, platform: "linux" })).toBe(
      join(root, "three", "redis-server"),
    );
    expect(await programOnPath("no-such", { searchPath, platform: "linux" })).toBeUndefined();
  } finally {
    await rm(root, { recursive: true });
  }
});
