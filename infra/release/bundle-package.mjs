import { build, stop } from "esbuild";
import { isBuiltin } from "node:module";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fewLanguages } from "../bundles/few-languages.mjs";
import { ROOT } from "./packages.mjs";

/** Folders of a room that hold what is read while it runs; the others are its code, and what made it. */
const NOT_READ = new Set(["src", "dist", "node_modules", "bin", "jest", ".turbo", "coverage"]);
/** Packages of others that serve files of their own: which folder, and how their code finds it. */
const SERVED = [
  {
    name: "@bull-board/ui",
    folder: "dist",
    code: /\/@bull-board\/api\/dist\/index\.js$/,
    place: () => [
      "eval(`require.resolve('@bull-board/ui/package.json')`)",
      '__dirname + "/others/@bull-board/ui/package.json"',
    ],
  },
];
/** Addons and clients without which their importers work, too. */
const OPTIONAL = /^(msgpackr-extract|@valkey\/valkey-glide)$/;
const HEAD = `import { createRequire as makeRequire } from "node:module";
import { fileURLToPath as pathOf } from "node:url";
const require = makeRequire(import.meta.url), __filename = pathOf(import.meta.url), __dirname = pathOf(new URL(".", import.meta.url));`;
const OURS = "@hailuo-queue/";

/**
 * The command: everything in one folder of a few files, those of others included, since a process then starts in half
 * the time. `plugins` come before ours. Returns the dependencies, which stayed outside, and what is inside.
 */
export async function bundleCommand(entry, outdir, { plugins = [] } = {}) {
  const programs = [[`${entry.room}/dist/main.js`, "main"], ...entry.programs];
  const { inputs, dependencies } = await bundle(outdir, {
    entryPoints: Object.fromEntries(programs.map(([place, name]) => [name, join(ROOT, place)])),
    chunkNames: "chunk-[hash]",
    splitting: true,
    // Short, and its stacks still name the functions.
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: HEAD },
    isOutside: (name) => OPTIONAL.test(name),
    first: plugins,
  });
  // A program is also found where its room has it.
  for (const [place, name] of entry.programs) {
    const stub = join(outdir, placeInside(join(ROOT, place)));
    await mkdir(dirname(stub), { recursive: true });
    const target = relative(dirname(stub), join(outdir, `${name}.js`)).replaceAll(sep, "/");
    await writeFile(stub, `import ${JSON.stringify(target)};\n`);
  }
  const others = [...(await copyServed(inputs, outdir)), ...(await copyLibraries(inputs, outdir))];
  return { inputs: [...inputs, ...others], dependencies };
}

/** A library: ours in one file, theirs as dependencies, as whoever installs it may have them already. */
export async function bundleLibrary(entry, outdir) {
  return bundle(outdir, {
    entryPoints: { index: join(ROOT, entry.room, "dist", "index.js") },
    isOutside: (name) => !name.startsWith(OURS),
  });
}

async function bundle(outdir, { isOutside, first = [], ...options }) {
  const dependencies = {};
  const { metafile } = await build({
    ...options,
    outdir,
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    legalComments: "none",
    logLevel: "error",
    metafile: true,
    plugins: [...first, luaInside(), fewLanguages(), keepServed(), keepAssets(), leaveOutside(isOutside, dependencies)],
    absWorkingDir: ROOT,
  });
  await stop();
  const inputs = Object.keys(metafile.inputs);
  await copyAssets(inputs, outdir);
  return { inputs, dependencies };
}

/** A module that finds files beside itself finds them in `rooms/<its room>/`, as they stood beside its room. */
function keepAssets() {
  return {
    name: "keep-assets",
    setup({ onLoad }) {
      onLoad({ filter: /\/(apps|packages)\/[^/]+\/dist\/.*\.js$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!text.includes("import.meta.url")) return undefined;
        const place = JSON.stringify(`./${placeInside(path)}`);
        return { contents: text.replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`) };
      });
    },
  };
}

/** The same for packages of others, in `others/<its name>/`. */
function keepServed() {
  return {
    name: "keep-served",
    setup({ onLoad }) {
      for (const { code, place } of SERVED)
        onLoad({ filter: code }, async ({ path }) => {
          const text = await readFile(path, "utf8");
          const [was, is] = place(path);
          if (!text.includes(was)) throw new Error(`${path} does not find its files by ${was} any more.`);
          return { contents: text.replaceAll(was, is), loader: "js" };
        });
    },
  };
}

/** Copies what they serve; returns a file of each package that was copied. */
async function copyServed(inputs, outdir) {
  const served = SERVED.flatMap(({ name, folder, code }) => {
    const input = inputs.find((each) => code.test(`/${each}`));
    // pnpm has what a package depends on beside it.
    return input === undefined ? [] : [{ name, folder, home: input.replace(/(.*\/node_modules)\/.*/, `$1/${name}`) }];
  });
  for (const { name, folder, home } of served)
    await cp(join(ROOT, home, folder), join(outdir, "others", name, folder), { recursive: true, dereference: true });
  return served.map(({ folder, home }) => `${home}/${folder}`);
}

/** What the dashboard sends to browsers as it was published; apps/dashboard/src/assets.ts reads it there. */
const LIBRARIES = [
  ["preact/dist/preact.mjs", "preact.js"],
  ["preact/hooks/dist/hooks.mjs", "hooks.js"],
  ["htm/dist/htm.mjs", "htm.js"],
  ["@hailuo-queue/words/dist/fill.js", "fill.js"],
  ["@hailuo-queue/words/dist/retelling.js", "retelling.js"],
];

/** Returns a file of each package that was copied. */
async function copyLibraries(inputs, outdir) {
  if (!inputs.includes("apps/dashboard/dist/assets.js")) return [];
  const home = "apps/dashboard/node_modules";
  for (const [module, name] of LIBRARIES)
    await cp(join(ROOT, home, module), join(outdir, "rooms", "dashboard", "assets", "vendor", name), {
      dereference: true,
    });
  return LIBRARIES.filter(([module]) => !module.startsWith(OURS)).map(([module]) => `${home}/${module}`);
}

/** `rooms/store/dist/read.js` for `…/packages/store/dist/read.js`. */
function placeInside(path) {
  return join("rooms", ...relative(ROOT, path).split(sep).slice(1)).replaceAll(sep, "/");
}

/** The texts of all scripts in place of the module that reads them. */
function luaInside() {
  return {
    name: "lua-inside",
    setup({ onLoad }) {
      onLoad({ filter: /\/packages\/store\/dist\/read-lua\.js$/ }, async () => {
        const folder = join(ROOT, "packages", "store", "lua");
        const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".lua")).toSorted();
        const texts = await Promise.all(
          names.map(async (name) => [
            name.slice(0, -".lua".length).replaceAll(sep, "/"),
            await readFile(join(folder, name), "utf8"),
          ]),
        );
        return {
          contents: `const texts = ${JSON.stringify(Object.fromEntries(texts))};\nexport function readLua(name) { return texts[name]; }`,
        };
      });
    },
  };
}

/** Fills `found` with the packages that are imported from outside, each with the version that is installed here. */
function leaveOutside(isOutside, found) {
  return {
    name: "leave-outside",
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir }) => {
        if (kind === "entry-point" || isBuiltin(path) || !isOutside(path)) return undefined;
        const [name] = /^(@[^/]+\/)?[^/]+/.exec(path);
        if (!OPTIONAL.test(name)) found[name] ??= await installedVersion(name, resolveDir);
        return { path, external: true };
      });
    },
  };
}

async function installedVersion(name, importer) {
  for (let folder = importer; folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, "node_modules", name, "package.json"), "utf8").catch(() => undefined);
    if (text !== undefined) return JSON.parse(text).version;
  }
  throw new Error(`${name}, which is imported in ${importer}, is not installed.`);
}

/** What the rooms of these modules have beside their code, and a package.json for those that read their version. */
async function copyAssets(inputs, outdir) {
  const rooms = new Set(inputs.flatMap((input) => /^((?:apps|packages)\/[^/]+)\/dist\//.exec(input)?.[1] ?? []));
  for (const room of rooms) {
    const inside = inputs.filter((input) => input.startsWith(`${room}/dist/`));
    const texts = await Promise.all(inside.map((input) => readFile(join(ROOT, input), "utf8")));
    if (!texts.some((text) => text.includes("import.meta.url"))) continue;
    const target = join(outdir, placeInside(join(ROOT, room)));
    for (const each of await readdir(join(ROOT, room), { withFileTypes: true }))
      if (each.isDirectory() && !NOT_READ.has(each.name) && !(room === "packages/store" && each.name === "lua"))
        await cp(join(ROOT, room, each.name), join(target, each.name), { recursive: true });
    if (!texts.some((text) => text.includes("../package.json") || text.includes('"../.."'))) continue;
    const { version } = JSON.parse(await readFile(join(ROOT, room, "package.json"), "utf8"));
    await mkdir(target, { recursive: true });
    await writeFile(join(target, "package.json"), `${JSON.stringify({ version, type: "module" })}\n`);
  }
}
