import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Where the packages are made, one folder each, ready for `npm publish`. */
export const PUBLISHED = join(ROOT, ".cache", "publish");

const OLDEST_NODE = ">=20.19.0";
const KEYWORDS = ["minimax", "hailuo", "video", "queue"];

/**
 * What is published, each made of one room of the workspace with all that it imports of ours inside. `mostBytes` bounds
 * the packed and the unpacked size: whoever passes a bound looks at what came in, and then raises it.
 */
export const PACKAGES = [
  {
    name: "hailuo-queue",
    room: "apps/cli",
    kind: "command",
    readme: "infra/release/hailuo-queue.md",
    description: "Turns thousands of prompts into MiniMax Hailuo videos, and buys each once: the hailuo command.",
    keywords: [...KEYWORDS, "cli", "bullmq"],
    // The command by both names: `npx hailuo-queue` needs the first, people type the second.
    bin: { "hailuo-queue": "bin/hailuo.mjs", hailuo: "bin/hailuo.mjs" },
    /** Programs of their own, beside the command: [its place in the room's build, the name of the bundle]. */
    programs: [["packages/local/dist/shared/keeper-main.js", "keeper-main"]],
    mostBytes: { packed: 4_000_000, unpacked: 15_000_000 },
  },
  {
    name: "@hailuo-queue/producer",
    room: "packages/producer",
    kind: "library",
    readme: "packages/producer/README.md",
    description: "Enqueues MiniMax Hailuo videos for the workers of hailuo-queue, and follows them, over Redis.",
    keywords: [...KEYWORDS, "bullmq", "redis"],
    mostBytes: { packed: 200_000, unpacked: 750_000 },
  },
  {
    name: "@hailuo-queue/client",
    room: "packages/client",
    kind: "library",
    readme: "packages/client/README.md",
    description: "Typed client of hailuo-queue's HTTP gateway.",
    keywords: [...KEYWORDS, "http", "client"],
    mostBytes: { packed: 50_000, unpacked: 300_000 },
  },
  {
    name: "@hailuo-queue/simulator",
    room: "packages/simulator",
    kind: "library",
    readme: "packages/simulator/README.md",
    description: "An imitation of MiniMax's video API with its own books, for tests without a key and without costs.",
    keywords: [...KEYWORDS, "simulator", "testing", "mock"],
    mostBytes: { packed: 150_000, unpacked: 400_000 },
  },
];

export function folderOf({ name }) {
  return join(PUBLISHED, name.replace("@hailuo-queue/", ""));
}

/** The version of all packages is that of the project's own package.json. */
export async function readVersion() {
  return JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")).version;
}

/**
 * The part of a package.json that says what a package is. `repository` is where it is built from, as the environment of
 * the build says: a registry compares it with the provenance.
 */
export function describePackage(entry, { version, repository }) {
  const { name, description, keywords, bin } = entry;
  return {
    name,
    version,
    description,
    keywords,
    license: "MIT",
    ...(repository === undefined
      ? {}
      : {
          repository: { type: "git", url: `git+${repository}.git`, directory: entry.room },
          homepage: `${repository}#readme`,
          bugs: `${repository}/issues`,
        }),
    type: "module",
    sideEffects: false,
    ...(bin === undefined
      ? {
          exports: {
            ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
            "./package.json": "./package.json",
          },
        }
      : { bin, exports: { "./package.json": "./package.json" } }),
    engines: { node: OLDEST_NODE },
    publishConfig: { access: "public" },
  };
}
