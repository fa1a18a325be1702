// Publishes the packages of build-packages.mjs to a registry of its own and uses them as people do, in empty folders:
// `node try-packages.mjs NODE…`, each a program on which the examples run. Says what it tried and how long it took; no
// time is a reason to fail.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { folderOf, PACKAGES, readVersion, ROOT } from "./packages.mjs";

const execute = promisify(execFile);
const TOOLS = new URL("node_modules/.bin/", import.meta.url).pathname;
/** What the examples print. */
const EXPECTED = {
  "@hailuo-queue/producer": /^succeeded .+\.mp4$/m,
  "@hailuo-queue/client": /^cat-1 succeeded$/m,
  "@hailuo-queue/simulator": /^1 0$/m,
};

/** The TypeScript of most projects, and ours. */
const COMPILERS = [join(TOOLS, "tsc"), join(ROOT, "node_modules", ".bin", "tsc")];
const STRICT =
  "--strict --noEmit --exactOptionalPropertyTypes --noUncheckedIndexedAccess --module nodenext --target es2022 --skipLibCheck false";
/** In place of `npm install @types/node`. */
const NODE_TYPES = ["--types", "node", "--typeRoots", join(ROOT, "node_modules", "@types")];

/** Who runs the simulator's recipe for tests, and from which Node on. */
const RUNNERS = [
  { name: "jest", version: "30.5.2", oldestNode: 20, words: ["--no-cache"] },
  { name: "vitest", version: "4.1.12", oldestNode: 20, words: ["run"] },
];
/** The code that the recipe tests: as it should be, and one that buys again. */
const MAKE_VIDEO = `export async function makeVideo({ baseUrl, apiKey, prompt }) {
  const authorization = \`Bearer \${apiKey}\`;
  const body = JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt });
  for (;;) {
    const headers = { authorization, "content-type": "application/json" };
    const answer = await fetch(\`\${baseUrl}/v1/video_generation\`, { method: "POST", headers, body });
    const { base_resp, task_id } = await answer.json();
    if (base_resp.status_code === 0) return task_id;
    if (base_resp.status_code !== 1002) throw new Error(base_resp.status_msg);
  }
}
`;
const BUYS_TWICE = MAKE_VIDEO.replace(
  "return task_id;",
  "return await fetch(answer.url, { method: 'POST', headers, body }).then(() => task_id);",
);

const PROMPTS = ["纸船在雨中", "A lighthouse"]
  .map((prompt) => `${JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt })}\n`)
  .join("");

const nodes = process.argv.slice(2);
const place = await mkdtemp(join(tmpdir(), "hailuo-packages-"));
const startedAt = Date.now();
const registry = await startRegistry();
/** Nothing that npm knows of this machine but the way to the registry: a cache and a home of its own. */
const environment = {
  PATH: [dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
  HOME: place,
  npm_config_registry: registry.url,
  npm_config_userconfig: join(place, "npmrc"),
  npm_config_update_notifier: "false",
  npm_config_audit: "false",
  npm_config_fund: "false",
};

try {
  await writeFile(join(place, "npmrc"), `${registry.url.replace("http:", "")}/:_authToken=anybody\n`);
  for (const entry of PACKAGES) await run("npm", ["publish", "--loglevel=error"], folderOf(entry));
  say(`published ${PACKAGES.length} packages as ${await readVersion()}`);
  const command = await tryCommand();
  await tryOddPlaces();
  await tryLibraries(command);
  await tryRecipe();
} finally {
  await registry.close();
  await rm(place, { recursive: true, force: true });
}

/** The first lines of the command's page, in an empty folder; then installed, on each Node. Returns the command. */
async function tryCommand() {
  const folder = await emptyFolder("command");
  const [script] = await examplesOf("hailuo-queue", "sh");
  const began = Date.now();
  const { stdout } = await run("sh", ["-euc", script], folder, { npm_config_yes: "true" });
  if (!stdout.includes("1 of 1 succeeded")) throw new Error(`The command's first example said:\n${stdout}`);
  if (!existsSync(join(folder, "videos", "index.html"))) throw new Error("There is no page of the videos.");
  say(`npx hailuo-queue run … --simulate, nothing installed before: ${seconds(began)}`);
  await run("npm", ["init", "-y"], folder);
  await run("npm", ["install", "hailuo-queue"], folder);
  const command = join(folder, "node_modules", "hailuo-queue", "bin", "hailuo.mjs");
  for (const node of nodes) {
    const each = await emptyFolder("command");
    await writeFile(join(each, "prompts.txt"), "A paper boat in the rain\nA lighthouse in a storm\n");
    const { stdout: told } = await run(node, [command, "run", "prompts.txt", "--simulate", "120"], each);
    if (!told.includes("2 of 2 succeeded")) throw new Error(`hailuo run said:\n${told}`);
    say(`hailuo run … --simulate on Node ${await versionOf(node)}`);
  }
  return command;
}

/** A machine without Redis, in a folder that no shell likes; then without network; then without a home to write to. */
async function tryOddPlaces() {
  if (!existsSync("/usr/bin/apt-get")) return say("not tried: a machine without Redis, which needs Debian's packages");
  const folder = join(await emptyFolder("odd"), "一 部; 电影 & $HOME 'é'");
  await mkdir(folder);
  const home = await emptyFolder("home");
  const env = { PATH: await withoutRedis(), HOME: home, npm_config_yes: "true" };
  const npx = async (name, more) => {
    const began = Date.now();
    await writeFile(join(folder, `${name}.jsonl`), PROMPTS);
    const words = ["hailuo-queue", "run", `${name}.jsonl`, "--simulate", "--out", `影片 ${name}`];
    const { stdout } = await run("npx", words, folder, { ...env, ...more });
    if (!stdout.includes("2 of 2 succeeded")) throw new Error(`hailuo run said:\n${stdout}`);
    return seconds(began);
  };
  say(`npx … without a Redis, in a folder with spaces, signs and Chinese letters: ${await npx("一")}`);
  const nowhere = "http://127.0.0.1:1";
  const offline = { npm_config_offline: "true", http_proxy: nowhere, https_proxy: nowhere };
  say(`the same again without network: ${await npx("二", offline)}`);
  // Not even root makes a folder in a file.
  await writeFile(join(folder, "nobody"), "");
  const homeless = {
    HOME: join(folder, "nobody"),
    npm_config_cache: join(home, ".npm"),
    TMPDIR: await emptyFolder("tmp"),
  };
  say(`with a home that cannot be written to: ${await npx("三", homeless)}`);
}

/** A folder with the programs of this machine but Redis and its kin. */
async function withoutRedis() {
  const folder = await emptyFolder("programs");
  for (const place of new Set([dirname(process.execPath), "/usr/bin"]))
    for (const name of await readdir(place))
      if (!/^(redis|valkey|memurai)/.test(name) && !existsSync(join(folder, name)))
        await symlink(join(place, name), join(folder, name));
  return folder;
}

/** The first example of each library's page: as it stands on each Node, and through the strict compiler. */
async function tryLibraries(command) {
  const libraries = PACKAGES.filter(({ kind }) => kind === "library");
  const stand = await startStand(command);
  try {
    for (const { name } of libraries) {
      const folder = await emptyFolder("library");
      await run("npm", ["init", "-y"], folder);
      await run("npm", ["install", name], folder);
      const [example] = await examplesOf(name, "js");
      await writeFile(join(folder, "example.mjs"), example);
      for (const node of nodes) {
        const { stdout } = await run(node, ["example.mjs"], folder, stand.env);
        if (!EXPECTED[name].test(stdout)) throw new Error(`The example of ${name} printed:\n${stdout}`);
        say(`${name}: its first example on Node ${await versionOf(node)}`);
      }
      await writeFile(join(folder, "example.mts"), example);
      await Promise.all(COMPILERS.map((tsc) => run(tsc, [...STRICT.split(" "), ...NODE_TYPES, "example.mts"], folder)));
      say(`${name}: its first example in strict TypeScript`);
    }
  } finally {
    await stand.close();
  }
}

/** The recipe of the simulator's page, as it stands there, in an empty project with Jest and one with Vitest. */
async function tryRecipe() {
  const { code, jestHead } = await recipeOf("@hailuo-queue/simulator");
  for (const { name, version, oldestNode, words } of RUNNERS) {
    const folder = await emptyFolder(name);
    await run("npm", ["init", "-y"], folder);
    await run("npm", ["pkg", "set", "type=module"], folder);
    await run("npm", ["install", "--save-dev", "@hailuo-queue/simulator", `${name}@${version}`], folder);
    const test = name === "jest" ? code.replace(/^import .* from "vitest";$/m, jestHead) : code;
    await writeFile(join(folder, "make-video.test.js"), test);
    const { bin } = JSON.parse(await readFile(join(folder, "node_modules", name, "package.json"), "utf8"));
    const runner = join(folder, "node_modules", name, typeof bin === "string" ? bin : bin[name]);
    const env = name === "jest" ? { NODE_OPTIONS: "--experimental-vm-modules" } : {};
    for (const node of nodes) {
      const found = await versionOf(node);
      if (Number(/\d+/.exec(found)[0]) < oldestNode) continue;
      await writeFile(join(folder, "make-video.js"), MAKE_VIDEO);
      await run(node, [runner, ...words], folder, env);
      await writeFile(join(folder, "make-video.js"), BUYS_TWICE);
      const passed = await run(node, [runner, ...words], folder, env).then(
        () => true,
        () => false,
      );
      if (passed) throw new Error(`The recipe with ${name} passes for code that buys twice.`);
      say(`@hailuo-queue/simulator: its recipe with ${name} ${version} on Node ${found}`);
    }
  }
}

/** Its second example, and the line that stands in it for Jest. */
async function recipeOf(name) {
  const [, code] = await examplesOf(name, "js");
  const text = await readFile(join(folderOf(PACKAGES.find((entry) => entry.name === name)), "README.md"), "utf8");
  const [, jestHead] = /`(import [^`]* from "@jest\/globals";)`/.exec(text);
  return { code, jestHead };
}

/** Redis, workers, gateway and a simulated provider: `hailuo dev` of the installed command. */
async function startStand(command) {
  const folder = await emptyFolder("stand");
  const words = [command, "dev", "--speed", "100", "--port", "0", "--dashboard-port", "0", "--json"];
  const child = spawn(process.execPath, words, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  const { gateway, dashboard, redis_url, key } = JSON.parse(line);
  for (const page of [`${dashboard}/`, `${dashboard}/queues`, `${gateway}/api/v1/docs`]) {
    const { ok, status } = await fetch(page);
    if (!ok) throw new Error(`${page} answers ${status}.`);
  }
  return {
    env: { REDIS_URL: redis_url, HAILUO_URL: gateway, HAILUO_KEY: key },
    close: async () => {
      child.kill("SIGINT");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

/** Its own packages are ours; all others come from the registry that npm uses here. */
async function startRegistry() {
  const { stdout: upstream } = await execute("npm", ["config", "get", "registry"]);
  const port = await freePort();
  const config = {
    storage: join(place, "storage"),
    uplinks: { upstream: { url: upstream.trim(), cache: true, maxage: "1h", timeout: "60s" } },
    packages: {
      "hailuo-queue": { access: "$all", publish: "$all" },
      "@hailuo-queue/*": { access: "$all", publish: "$all" },
      "**": { access: "$all", proxy: "upstream" },
    },
    log: { type: "stdout", level: "error" },
  };
  await writeFile(join(place, "verdaccio.yaml"), JSON.stringify(config));
  const words = [join(TOOLS, "verdaccio"), "--config", join(place, "verdaccio.yaml"), "--listen", `127.0.0.1:${port}`];
  const child = spawn(process.execPath, words, {
    // It warns of root, under which a CI runs.
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${url}/-/ping`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error("The registry did not start.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    close: async () => {
      child.kill();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function examplesOf(name, language) {
  const folder = folderOf(PACKAGES.find((entry) => entry.name === name));
  const text = await readFile(join(folder, "README.md"), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, code]) => code);
}

async function run(command, words, cwd, env = {}) {
  try {
    return await execute(command, words, { cwd, env: { ...environment, ...env }, maxBuffer: 1e8 });
  } catch (error) {
    throw new Error(`${command} ${words.join(" ")}\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

async function versionOf(node) {
  return (await execute(node, ["--version"])).stdout.trim();
}

function emptyFolder(name) {
  return mkdtemp(join(place, `${name}-`));
}

function say(line) {
  console.log(`${line} (${seconds(startedAt)} since the start)`);
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
