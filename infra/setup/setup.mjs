// Makes a fresh clone ready: dependencies, build, `npx hailuo`, a Redis server. Node's own modules only, and syntax
// that old versions of Node can read, so that they get as far as the sentence about their version.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PNPM = "pnpm@12.21.0";
const OLDEST_NODE = [20, 19];

const root = fileURLToPath(new URL("../..", import.meta.url));
const stampFile = join(root, "node_modules", ".hailuo-setup");

class SetupError extends Error {}

async function setUp(onlyDependencies) {
  checkNode();
  await step("dependencies", installDependencies);
  if (onlyDependencies) return;
  await step("build", build);
  await step("command", linkCommand);
  await step("redis", ensureRedis);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(
    `This is Node ${process.versions.node}; needed is ${OLDEST_NODE.join(".")} or newer. Get one from https://nodejs.org/ or with: nvm install 22`,
  );
}

async function installDependencies() {
  const wanted = dependencyStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted && existsSync(bin("tsc")))
    return "up to date";
  console.log("  dependencies  being installed, the first time this may take a minute");
  // Without a terminal pnpm asks nothing only when it is told that nobody is there.
  const [npx, ...words] = npxCommand();
  const result = await run(npx, [...words, "--yes", PNPM, "install", "--frozen-lockfile"], {
    CI: "true",
    ...writableHome(),
  });
  if (result.code !== 0) {
    throw new SetupError(
      `${result.output}\nThe dependencies could not be installed (exit ${result.code}). Is the npm registry reachable from here (npm ping)? A proxy is set with HTTPS_PROXY, a mirror with: npm config set registry <url>`,
    );
  }
  writeFileSync(stampFile, wanted);
  return "installed";
}

/** On Windows `npx` is a script, which only a shell starts; the program behind it lies beside the npm that runs us. */
function npxCommand() {
  if (process.platform !== "win32") return ["npx"];
  const npm = process.env.npm_execpath;
  if (npm === undefined) throw new SetupError("Run it as: npm run setup");
  return [process.execPath, join(dirname(npm), "npx-cli.js")];
}

/** Changes with what is to be installed and with what it is installed for. */
function dependencyStamp() {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) hash.update(readFileSync(join(root, file)));
  return `${hash.digest("hex")} ${PNPM} ${process.platform}-${process.arch} node${process.versions.modules}\n`;
}

/** Some containers run as a user without a home of its own; npm and pnpm keep their caches there. */
function writableHome() {
  try {
    accessSync(homedir(), constants.W_OK);
    return {};
  } catch {
    const home = join(root, ".cache", "home");
    mkdirSync(home, { recursive: true });
    // `npm run` hands its own cache folder on, which is below the home that cannot be written.
    return { HOME: home, npm_config_cache: join(home, ".npm") };
  }
}

async function build() {
  const result = await run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-b"]);
  if (result.code !== 0) throw new SetupError(`${result.output}\nThe build failed (exit ${result.code}).`);
  const { bundlePrograms } = await import("../tests/bundle-programs.mjs");
  await bundlePrograms();
  return "built";
}

/** So that `npx hailuo` works in this folder: a workspace's own commands are not linked at its root. */
function linkCommand() {
  const link = bin("hailuo");
  rmSync(link, { force: true });
  if (process.platform === "win32") {
    // Links need a right that few users have there; npx starts a script of this name.
    writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\apps\\cli\\bin\\hailuo.mjs" %*\r\n');
    return "npx hailuo";
  }
  symlinkSync("../../apps/cli/bin/hailuo.mjs", link);
  return "npx hailuo";
}

async function ensureRedis() {
  const result = await run(process.execPath, [join(root, "packages", "local", "dist", "ensure-redis-main.js")]);
  if (result.code === 0) return result.output.trim().split("\n").pop();
  if (process.env.REDIS_URL) return "none on this machine; REDIS_URL is used";
  throw new SetupError(result.output);
}

function bin(name) {
  return join(root, "node_modules", ".bin", name);
}

function run(command, parameters, environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: error.code, output: `${command}: ${error.message}` }));
    child.on("close", (code, signal) => resolve({ code: code === null ? signal : code, output }));
  });
}

async function step(name, work) {
  const startedAt = Date.now();
  const result = await work();
  console.log(`  ${name.padEnd(12)}  ${result} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
}

try {
  await setUp(process.argv.includes("--only-dependencies"));
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
