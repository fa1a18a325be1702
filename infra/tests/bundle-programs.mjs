import { build, stop } from "esbuild";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { fewLanguages } from "../bundles/few-languages.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const DAY_MS = 86_400_000;
const PROGRAMS = ["cli", "gateway", "dashboard"];
/** They look for files beside their own, or for modules by names that are made while they run. */
const STAY_OUTSIDE = /^(@bull-board\/|@fastify\/static|pino|thread-stream|@aws-sdk\/|@smithy\/|msgpackr)/;
const HEAD = `import { createRequire as makeRequire } from "node:module";
import { fileURLToPath as pathOf } from "node:url";
const require = makeRequire(import.meta.url), __filename = pathOf(import.meta.url), __dirname = pathOf(new URL(".", import.meta.url));`;

/**
 * Takes a second when nothing has changed. Faults in types are printed and end nothing: the compiler writes its output
 * all the same.
 */
export async function compile() {
  const child = spawn(join(root, "node_modules", ".bin", "tsc"), ["-b"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  await once(child, "exit");
}

/**
 * The programs that tests start, and `npx hailuo`, each as a few files in place of 1,400: a process starts in half the
 * CPU time, and the tests start some 500. The code is that of the build, and finds its files where the build does.
 * Returns the folder; it is named by what is in it, so an older one is never used. `current.json` beside it says of
 * which build it is, for apps/cli/bin/hailuo.mjs.
 */
export async function bundlePrograms() {
  const folder = join(root, ".cache", "bundles");
  const { name, builtAt } = await lookAtBuild();
  const outdir = join(folder, name);
  if (!existsSync(outdir)) await makeBundle(folder, outdir);
  const now = new Date();
  await utimes(outdir, now, now);
  const current = join(folder, "current.json");
  await writeFile(`${current}.${process.pid}`, JSON.stringify({ name, builtAt }));
  await rename(`${current}.${process.pid}`, current);
  return outdir;
}

async function makeBundle(folder, outdir) {
  const unfinished = `${outdir}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await build({
    entryPoints: Object.fromEntries(PROGRAMS.map((name) => [name, join(root, "apps", name, "dist", "main.js")])),
    outdir: unfinished,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20",
    format: "esm",
    banner: { js: HEAD },
    logLevel: "error",
    plugins: [fewLanguages(), keepPlaces(unfinished)],
  });
  await stop();
  await removeOld(folder);
  await rename(unfinished, outdir).catch(async (error) => {
    // Another run was faster.
    if (!existsSync(outdir)) throw error;
    await rm(unfinished, { recursive: true });
  });
}

/** Another run may still use one of today. */
async function removeOld(folder) {
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > DAY_MS)
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** A name that changes whenever a package was compiled anew or a dependency changed, and when the last one was. */
async function lookAtBuild() {
  const hash = createHash("sha256")
    .update(await readFile(join(root, "pnpm-lock.yaml")))
    .update(await readFile(fileURLToPath(import.meta.url)))
    .update(fewLanguages.toString());
  let builtAt = 0;
  for (const kind of ["apps", "packages"])
    for (const name of await readdir(join(root, kind))) {
      const info = await stat(join(root, kind, name, "dist", ".tsbuildinfo")).catch(() => undefined);
      if (info === undefined) continue;
      hash.update(`${name} ${info.mtimeMs}\n`);
      builtAt = Math.max(builtAt, info.mtimeMs);
    }
  return { name: hash.digest("hex").slice(0, 16), builtAt };
}

/** What a module finds beside itself is where it was; modules that cannot be moved are imported from where they are. */
function keepPlaces(outdir) {
  const from = (path) => {
    const place = relative(outdir, path);
    return place.startsWith(".") ? place : `./${place}`;
  };
  return {
    name: "keep-places",
    setup({ onLoad, onResolve, resolve }) {
      onLoad({ filter: /\/(apps|packages)\/[^/]+\/dist\/.*\.js$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!text.includes("import.meta.url")) return undefined;
        return {
          contents: text.replaceAll("import.meta.url", `new URL(${JSON.stringify(from(path))}, import.meta.url).href`),
        };
      });
      onResolve({ filter: STAY_OUTSIDE }, async ({ path, resolveDir, kind, importer, pluginData }) => {
        if (pluginData === "resolved") return undefined;
        const found = await resolve(path, { resolveDir, kind, importer, pluginData: "resolved" });
        return found.errors.length > 0 ? undefined : { path: from(found.path), external: true };
      });
    },
  };
}
