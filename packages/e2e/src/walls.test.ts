import { afterEach, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";

import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Forbidden imports between rooms, planted in a workspace of their own and held against the walls of this one. */

interface Room {
  readonly imports?: readonly string[];
  readonly tests?: readonly string[];
}
interface Package {
  readonly room: string;
  readonly tags: readonly string[];
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly imports: readonly string[];
}
type Rooms = Readonly<Record<string, Room>>;

const root = new URL("../../../", import.meta.url);
const { ROOMS } = (await import(new URL("infra/walls/rooms.mjs", root).href)) as { readonly ROOMS: Rooms };
const walls = (await import(new URL("infra/walls/walls.mjs", root).href)) as {
  boundariesOf(rooms: Rooms): unknown;
  reachedFrom(rooms: Rooms, room: string): ReadonlySet<string>;
  findBreaches(rooms: Rooms, packages: readonly Package[]): readonly string[];
  readPackages(root: URL): Promise<readonly Package[]>;
};
const { boundaries } = JSON.parse(await readFile(new URL("turbo.json", root), "utf8")) as {
  readonly boundaries: unknown;
};

const names = Object.keys(ROOMS);
const mayImport = (room: string, other: string): boolean =>
  [...(ROOMS[room]?.imports ?? []), ...(ROOMS[room]?.tests ?? [])].includes(other);
/** Everybody extends the settings of the toolchain. */
const forbidden = names.flatMap((room) =>
  names
    .filter((other) => other !== room && other !== "toolchain" && !mayImport(room, other))
    .map((other) => `${room} -> ${other}`),
);

const made: string[] = [];
afterEach(async () => {
  for (const directory of made.splice(0)) await rm(directory, { recursive: true });
});

/**
 * A workspace of the same rooms and walls, in which each room imports, and declares, what it is told to. Returns what
 * turbo says of it.
 */
async function turboSays(
  plant: (room: string) => { readonly imports: readonly string[]; readonly declares: readonly string[] },
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "hailuo-walls-"));
  made.push(directory);
  const write = async (file: string, content: unknown): Promise<void> =>
    writeFile(join(directory, file), typeof content === "string" ? content : JSON.stringify(content));
  await write("package.json", { name: "planted", private: true, packageManager: "pnpm@12.21.0" });
  await write("pnpm-workspace.yaml", "packages:\n  - packages/*\n");
  await write("turbo.json", { tasks: {}, boundaries });
  for (const room of names) {
    const { imports, declares } = plant(room);
    await mkdir(join(directory, "packages", room, "src"), { recursive: true });
    await write(`packages/${room}/package.json`, {
      name: `@hailuo-queue/${room}`,
      version: "0.0.0",
      type: "module",
      dependencies: Object.fromEntries(declares.map((other) => [`@hailuo-queue/${other}`, "workspace:*"])),
    });
    await write(`packages/${room}/turbo.json`, { extends: ["//"], tags: [`room:${room}`] });
    for (const other of imports)
      await write(
        `packages/${room}/src/${other}.ts`,
        `import type { Thing } from "@hailuo-queue/${other}";\nexport type It = Thing;\n`,
      );
  }
  const turbo = fileURLToPath(new URL("node_modules/turbo/bin/turbo", root));
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [turbo, "boundaries", "--no-color"],
      { cwd: directory, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        const said = `${stdout}${stderr}`;
        if (error === null || /issues? found/.test(said)) resolve(said);
        else reject(new Error(said));
      },
    );
  });
}

const others = (room: string): readonly string[] => names.filter((other) => other !== room);

test("turbo.json and all packages are as the list of rooms says (write it with: node infra/walls/write-walls.mjs)", async () => {
  const packages = await walls.readPackages(root);
  expect(packages.map(({ room }) => room).toSorted()).toEqual(names.toSorted());
  expect(walls.findBreaches(ROOMS, packages)).toEqual([]);
  expect(boundaries).toEqual(walls.boundariesOf(ROOMS));
});

test("a forbidden import is refused in each pair of rooms, of a type too, where nobody has declared it", async () => {
  const said = await turboSays((room) => ({ imports: others(room), declares: [] }));
  const refused = new Set(
    [...said.matchAll(/packages\/([\w-]+)\/src\/([\w-]+)\.ts/g)].map(([, room, other]) => `${room} -> ${other}`),
  );
  expect(forbidden.filter((pair) => !refused.has(pair))).toEqual([]);
});

test("a forbidden dependency that is declared is refused in each pair, and none that is allowed", async () => {
  const said = await turboSays((room) => ({ imports: [], declares: others(room) }));
  const found = said
    .replaceAll(/[\s|]+/g, " ")
    .matchAll(/`@hailuo-queue\/([\w-]+)` found [\w ]+ for `@hailuo-queue\/([\w-]+)`/g);
  const byTurbo = [...found].map(([, other, room]) => `${room} -> ${other}`);
  const packages = names.map((room) => ({
    room,
    tags: [`room:${room}`],
    dependencies: others(room).filter((other) => other !== "toolchain"),
    devDependencies: [],
    imports: [],
  }));
  const byList = walls
    .findBreaches(ROOMS, packages)
    .map((breach) => breach.replace(" may not depend on ", " -> ").replace(/\.$/, ""));
  // turbo looks at the dependencies of dependencies, so it cannot refuse what a room comes to by way of others: the
  // list does.
  const far = forbidden.filter((pair) => {
    const [room = "", other = ""] = pair.split(" -> ");
    return !walls.reachedFrom(ROOMS, room).has(other);
  });
  expect(byTurbo.toSorted()).toEqual(far.toSorted());
  const refused = new Set([...byTurbo, ...byList]);
  expect(forbidden.filter((pair) => !refused.has(pair))).toEqual([]);
});

test("what is for tests only is refused in other code", () => {
  const own = {
    room: "store",
    tags: ["room:store"],
    dependencies: [],
    devDependencies: ["testkit"],
    imports: ["testkit"],
  };
  expect(walls.findBreaches(ROOMS, [own])).toEqual(["store may import testkit in its tests only."]);
  expect(walls.findBreaches(ROOMS, [{ ...own, imports: [] }])).toEqual([]);
});
