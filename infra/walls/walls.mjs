import { readdir, readFile } from "node:fs/promises";

const SCOPE = "@hailuo-queue/";
/** Settings of compilers and test runners, which every room extends. */
const FOR_ALL = "toolchain";

/** Whom a room may import, in its tests too. */
export function allowedOf(rooms, room) {
  const { imports = [], tests = [] } = rooms[room];
  return new Set([...imports, ...tests]);
}

/**
 * All that a room comes to, by way of others: turbo looks at its dependencies and at theirs, those of tests included.
 */
export function reachedFrom(rooms, room) {
  const reached = new Set();
  const waiting = [room];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const other of allowedOf(rooms, next))
      if (!reached.has(other)) {
        reached.add(other);
        waiting.push(other);
      }
  return reached;
}

/**
 * The `boundaries` of turbo.json: of each room the tags that it may come to. Whatever is not there is refused, a new
 * room too.
 */
export function boundariesOf(rooms) {
  const tags = Object.keys(rooms).map((room) => {
    const reached = [...reachedFrom(rooms, room), FOR_ALL]
      .filter((other) => other !== room)
      .toSorted((one, other) => (one < other ? -1 : 1));
    return [`room:${room}`, { dependencies: { allow: reached.map((other) => `room:${other}`) } }];
  });
  return { tags: Object.fromEntries(tags) };
}

/**
 * What stands in packages against the list, a sentence each. turbo refuses the import of what is not declared, and the
 * declaration of what a room must not come to; here is refused what it may come to by way of others only, and what is
 * for its tests only.
 */
export function findBreaches(rooms, packages) {
  return packages.flatMap(({ room, tags, dependencies, devDependencies, imports: imported }) => {
    if (rooms[room] === undefined)
      return [`${room} is no room of infra/walls/rooms.mjs: add it, with whom it may import.`];
    const { imports = [] } = rooms[room];
    const allowed = allowedOf(rooms, room);
    return [
      ...(tags.includes(`room:${room}`) ? [] : [`${room} does not say "room:${room}" in the tags of its turbo.json.`]),
      ...dependencies.filter((other) => !imports.includes(other)).map((other) => `${room} may not depend on ${other}.`),
      ...devDependencies
        .filter((other) => other !== FOR_ALL && !allowed.has(other))
        .map((other) => `The tests of ${room} may not depend on ${other}.`),
      ...imported
        .filter((other) => allowed.has(other) && !imports.includes(other))
        .map((other) => `${room} may import ${other} in its tests only.`),
    ];
  });
}

/**
 * Every package of the workspace at `root`, a URL that ends in a slash: its room, its tags, and the rooms that it
 * depends on and imports.
 */
export async function readPackages(root) {
  const found = await Promise.all(
    ["packages", "apps"].map(async (folder) => {
      const names = await readdir(new URL(`${folder}/`, root));
      return Promise.all(names.map((name) => readPackage(new URL(`${folder}/${name}/`, root), name)));
    }),
  );
  return [...found.flat(), await readPackage(new URL("examples/", root), "examples")];
}

async function readPackage(place, room) {
  const manifest = JSON.parse(await readFile(new URL("package.json", place), "utf8"));
  const { tags = [] } = JSON.parse(await readFile(new URL("turbo.json", place), "utf8"));
  const { dependencies, devDependencies } = manifest;
  return {
    room,
    tags,
    dependencies: ours(dependencies),
    devDependencies: ours(devDependencies),
    imports: await readImports(place),
  };
}

function ours(dependencies = {}) {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith(SCOPE))
    .map((name) => name.slice(SCOPE.length));
}

const OF_TESTS = /\.test\.ts$|__fixtures__|\bconformance\b/;

/** The rooms that its own code imports, that of tests left out. */
async function readImports(place) {
  const files = await readdir(new URL("src/", place), { recursive: true }).catch(() => []);
  const code = files.filter((file) => file.endsWith(".ts") && !OF_TESTS.test(file));
  const texts = await Promise.all(code.map((file) => readFile(new URL(`src/${file}`, place), "utf8")));
  const found = texts.flatMap((text) => [
    ...text.matchAll(/from "@hailuo-queue\/([\w-]+)|import\("@hailuo-queue\/([\w-]+)/g),
  ]);
  return [...new Set(found.map(([, still, moving]) => still ?? moving))];
}
