import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { firstToWrite, type UserPlaces, userCacheDirectories } from "./user-cache-directory.ts";

let directory: string;
let places: UserPlaces;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "hailuo 缓存 "));
  const userId = process.getuid?.();
  places = { cacheHome: undefined, home: join(directory, "home"), temporary: join(directory, "tmp"), userId };
  await mkdir(places.temporary);
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

test("a fetched server is kept in the user's cache, for which only the user has rights", async () => {
  const usual = join(places.home, ".cache", "hailuo-queue", "redis");
  expect(await firstToWrite(await userCacheDirectories(places))).toBe(usual);
  expect((await stat(usual)).mode & 0o777).toBe(0o700);
});

test("XDG_CACHE_HOME says where that is, unless it is relative", async () => {
  const [first] = await userCacheDirectories({ ...places, cacheHome: join(directory, "my cache") });
  expect(first).toBe(join(directory, "my cache", "hailuo-queue", "redis"));
  const [other] = await userCacheDirectories({ ...places, cacheHome: "cache" });
  expect(other).toBe(join(places.home, ".cache", "hailuo-queue", "redis"));
});

test("where the home takes nothing, it is kept among the temporary files", async () => {
  // Also root cannot make a folder in a file.
  await writeFile(places.home, "");
  const folder = await firstToWrite(await userCacheDirectories(places));
  expect(folder).toBe(join(places.temporary, `hailuo-queue-${places.userId}`, "redis"));
  expect((await stat(join(places.temporary, `hailuo-queue-${places.userId}`))).mode & 0o777).toBe(0o700);
});

test("nothing is run from a folder there that others made, may change, or lead elsewhere", async () => {
  const own = join(places.temporary, `hailuo-queue-${places.userId}`);
  const usual = [join(places.home, ".cache", "hailuo-queue", "redis")];
  await mkdir(own);
  await chmod(own, 0o777);
  expect(await userCacheDirectories(places)).toEqual(usual);
  await chmod(own, 0o700);
  expect(await userCacheDirectories(places)).toHaveLength(2);
  await rm(own, { recursive: true });
  await symlink(directory, own);
  expect(await userCacheDirectories(places)).toEqual(usual);
  await mkdir(join(places.temporary, "hailuo-queue-4711"));
  expect(await userCacheDirectories({ ...places, userId: 4711 })).toEqual(usual);
});

test("where nothing can be written, there is none", async () => {
  await writeFile(places.home, "");
  await rm(places.temporary, { recursive: true });
  await writeFile(places.temporary, "");
  expect(await firstToWrite(await userCacheDirectories(places))).toBeUndefined();
});
