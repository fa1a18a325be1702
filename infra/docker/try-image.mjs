// Runs the demo of docker-compose.yml with the image that is built, by podman: `node try-image.mjs COMPOSE…`, the command
// of Docker Compose 2. DOCKER_HOST is podman's socket. No time is a reason to fail, but a process that is killed is.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ROOT } from "../release/packages.mjs";

const execute = promisify(execFile);
const PROJECT = "hailuo-check";
const VIDEOS = 24;
/** What a create takes while it is looked at; longer than a stop that does not wait for it. */
const SLOW_MS = 15_000;
/** Only against hanging. */
const PATIENCE_MS = 300_000;
const CALL = { maxBuffer: 1e8, timeout: 300_000, killSignal: "SIGKILL" };
/** By SIGTERM, before a worker works or after it has ended its work; 137 would be the kill. */
const ENDED = new Set([0, 143]);
const ROLES = ["worker-create", "worker-poll", "worker-download", "gateway", "dashboard", "simulator"];

const compose = process.argv.slice(2);
let lastWord = "";
const startedAt = Date.now();
const ports = { S3_PORT: 0, HAILUO_DASHBOARD_PORT: 0, HAILUO_GATEWAY_PORT: 0, HAILUO_MINIMAX_PORT: 0 };
for (const name of Object.keys(ports)) ports[name] = await freePort();

const checks = watchHealth();
try {
  await stopBeforeAnything();
  await inCompose("up", "-d", "--no-build", "--quiet-pull");
  await demo();
  await rights();
  await storageRights();
  await stopInMidCreate();
  await stopAll();
} catch (error) {
  console.error(await logs());
  throw error;
} finally {
  checks.end();
  await inCompose("down", "--volumes", "--timeout", "0").catch(() => undefined);
}

/** As process 1, while Node still starts: a signal that came too early must not leave it running until it is killed. */
async function stopBeforeAnything() {
  const codes = [];
  for (const waitMs of [0, 100, 300, 600]) {
    const name = `${PROJECT}-early-${waitMs}`;
    const words = ["--env", "REDIS_URL=redis://127.0.0.1:1", "--env", "MINIMAX_API_KEY=k", "localhost/hailuo-queue"];
    await podman("run", "--detach", "--read-only", "--network", "none", "--name", name, ...words, "worker", "poll");
    await sleep(waitMs);
    await podman("stop", "--time", "60", name);
    codes.push(await exitCode(name));
    await podman("rm", name);
  }
  if (codes.some((code) => !ENDED.has(code))) throw new Error(`A worker that starts ended with ${codes.join(", ")}.`);
  say(`a worker without an init ends by SIGTERM while it starts: ${codes.join(", ")}`);
}

async function demo() {
  const done = await until(`${VIDEOS} videos`, async () => {
    const batch = await batchOf("demo");
    return batch !== undefined && batch.total === VIDEOS && batch.unfinished === 0 ? batch : undefined;
  });
  if (done.succeeded !== VIDEOS) throw new Error(`The demo ended with ${JSON.stringify(done)}.`);
  await expectBooks(VIDEOS);
  const objects = await videosInStorage();
  if (objects !== VIDEOS) throw new Error(`The bucket holds ${objects} videos.`);
  for (const role of ROLES)
    await until(`${role} is healthy`, async () => (await inspect(nameOf(role))).State.Health?.Status === "healthy");
  for (const page of [`${ports.HAILUO_DASHBOARD_PORT}/healthz`, `${ports.HAILUO_GATEWAY_PORT}/api/v1/docs`]) {
    const { ok, status } = await fetch(`http://127.0.0.1:${page}`);
    if (!ok) throw new Error(`Port ${page} answers ${status}.`);
  }
  say(`${VIDEOS} videos in the bucket, each bought once; ${ROLES.join(", ")} are healthy`);
}

async function rights() {
  const look = `const { statSync, writeFileSync } = require("node:fs");
    const tries = ["/app/x", "/x", "/usr/local/bin/node"].map((path) => {
      try { writeFileSync(path, ""); return path; } catch ({ code }) { return code; }
    });
    const { CapEff, NoNewPrivs } = Object.fromEntries(require("node:fs").readFileSync("/proc/self/status", "utf8")
      .split("\\n").map((line) => line.split(":\\t")));
    writeFileSync("/tmp/x", "");
    console.log(process.getuid(), process.getgid(), tries.join(" "), CapEff, NoNewPrivs);`;
  for (const role of ROLES) {
    const found = (await podman("exec", nameOf(role), "node", "-e", look)).trim();
    if (found !== "1000 1000 EROFS EROFS EROFS 0000000000000000 1") throw new Error(`${role} is able to ${found}`);
    const { HostConfig } = await inspect(nameOf(role));
    if (!(HostConfig.Memory > 0)) throw new Error(`${role} has no memory limit.`);
  }
  say("no root, no capability, no file that can be changed, a memory limit each");
}

/** By the keys that the containers have, from outside. */
async function storageRights() {
  const [video] = await listed();
  const tries = [
    ["create", "reads a video", (client) => get(client, video), false],
    ["create", "writes an input", (client) => put(client, "inputs/a/b"), false],
    ["download", "reads a video", (client) => get(client, video), true],
    ["download", "writes a video", (client) => put(client, "demo/other.mp4"), true],
    ["gateway", "reads a video", (client) => get(client, video), true],
    ["gateway", "writes an input", (client) => put(client, "inputs/a/b"), true],
    ["gateway", "writes a video", (client) => put(client, video), false],
    ["create", "reads an input", (client) => get(client, "inputs/a/b"), true],
  ];
  for (const [user, what, work, allowed] of tries) {
    const tried = [user, what].join(" ");
    const client = await clientOf(user);
    const able = await work(client).then(
      () => true,
      (error) => {
        if (error.$metadata?.httpStatusCode === 403) return false;
        throw error;
      },
    );
    client.destroy();
    if (able !== allowed) throw new Error(`That the key of ${tried} is ${able ? "allowed" : "refused"}.`);
  }
  const known = await podman("exec", nameOf("worker-poll"), "node", "-p", "JSON.stringify(process.env)");
  if (/S3_|AWS_|HAILUO_OUT/.test(known)) throw new Error("worker-poll knows the storage.");
  say("each key of the storage allows what its process needs");
}

async function stopInMidCreate() {
  await configure({ latencyMs: SLOW_MS });
  const name = await catchCreate(1);
  await podman("stop", "--time", "60", nameOf("worker-create"));
  const code = await exitCode(nameOf("worker-create"));
  const batch = await batchOf(name);
  if (code !== 0 || batch.creating + batch.submission_unknown + batch.queued > 0)
    throw new Error(`worker-create was stopped in a create, and ended with ${code}: ${JSON.stringify(batch)}`);
  await configure({ latencyMs: 0 });
  await podman("start", nameOf("worker-create"));
  await until("the video", async () => (await batchOf(name))?.succeeded === 1);
  await expectBooks(VIDEOS + Number(name.split("-")[1]));
  say("a create under way is waited for when its worker is stopped");
}

/** The batch whose one create is under way now. On a slow machine it may have ended before anybody looked: then anew. */
async function catchCreate(at) {
  const name = `stopped-${at}`;
  await submit(name);
  const seen = await until("a create", async () => {
    const { creating = 0, queued = 1 } = (await batchOf(name)) ?? {};
    return creating > 0 ? "under way" : queued === 0 && "ended";
  });
  return seen === "under way" ? name : catchCreate(at + 1);
}

/** Soon after a start, then all at once with work in them: none may need to be killed. */
async function stopAll() {
  for (let at = 0; at < 8; at++) {
    const names = ["worker-poll", "worker-download"].map(nameOf);
    await Promise.all(names.map((name) => podman("stop", "--time", "60", name)));
    const codes = await Promise.all(names.map(exitCode));
    if (codes.some((code) => !ENDED.has(code)))
      throw new Error(`${names.join(", ")} ended with ${codes.join(", ")} at stop ${at + 1}.`);
    await Promise.all(names.map((name) => podman("start", name)));
  }
  for (const role of ROLES)
    await until(`${role} answers`, () =>
      podman("exec", nameOf(role), "node", "/app/healthcheck.mjs").then(
        () => true,
        () => false,
      ),
    );
  await submit("last");
  await until("a create", async () => (await batchOf("last"))?.total === 1);
  await inCompose("stop");
  for (const role of ROLES) {
    const code = await exitCode(nameOf(role));
    if (code !== 0) throw new Error(`${role} was stopped and ended with ${code}.`);
  }
  say("eight stops of two workers that start, and one of all that run: each ended by itself");
}

async function batchOf(name) {
  try {
    const text = await podman("exec", nameOf("dashboard"), "hailuo", "status", name, "--json");
    return text
      .split("\n")
      .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []))
      .find(({ type }) => type === "batch");
  } catch (error) {
    lastWord = error.message;
    return undefined;
  }
}

async function submit(batch) {
  const words = ["submit", "-", "--batch", batch];
  const running = execute("podman", ["exec", "--interactive", nameOf("dashboard"), "hailuo", ...words], CALL);
  running.child.stdin.end(`${JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: `A paper boat, ${batch}` })}\n`);
  await running;
}

async function expectBooks(accepted) {
  const text = await podman("exec", nameOf("simulator"), "node", "-e", ask("__stats"));
  const stats = JSON.parse(text);
  if (stats.accepted !== accepted || stats.duplicateAccepts !== 0)
    throw new Error(`The books of the simulator: ${text}`);
}

async function configure(settings) {
  const how = { method: "POST", body: JSON.stringify(settings), headers: { "content-type": "application/json" } };
  await podman("exec", nameOf("simulator"), "node", "-e", ask("__configure", how));
}

function ask(path, how) {
  return `fetch("http://127.0.0.1:8089/${path}", ${JSON.stringify(how)}).then(async (answer) => {
    console.log(await answer.text());
    process.exit(answer.ok ? 0 : 1);
  });`;
}

async function clientOf(user) {
  const { Mountpoint } = JSON.parse(await podman("volume", "inspect", `${PROJECT}_s3-${user}-key`))[0];
  const text = await readFile(join(Mountpoint, "credentials"), "utf8");
  const [, accessKeyId, secretAccessKey] = /key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(text);
  const endpoint = `http://127.0.0.1:${ports.S3_PORT}`;
  const credentials = { accessKeyId, secretAccessKey };
  return new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials, maxAttempts: 1 });
}

async function listed() {
  const client = await clientOf("download");
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "videos" }));
  client.destroy();
  return Contents.map(({ Key }) => Key).filter((key) => key.endsWith(".mp4"));
}

async function videosInStorage() {
  return (await listed()).length;
}

async function get(client, Key) {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: "videos", Key }));
  await Body.transformToByteArray();
}

async function put(client, Key) {
  await client.send(new PutObjectCommand({ Bucket: "videos", Key, Body: "x" }));
}

/** Without systemd nothing runs podman's health checks. */
function watchHealth() {
  let ended = false;
  void (async () => {
    while (!ended) {
      const ids = (await podman("ps", "--quiet").catch(() => "")).split("\n").filter((id) => id !== "");
      for (const id of ids) await podman("healthcheck", "run", id).catch(() => undefined);
      await sleep(1000);
    }
  })();
  return { end: () => (ended = true) };
}

async function inCompose(...words) {
  const [command, ...first] = compose;
  const files = ["-p", PROJECT, "--env-file", "infra/docker/demo.env", "-f", "docker-compose.yml"];
  const { PATH, HOME, DOCKER_HOST } = process.env;
  const env = {
    PATH,
    HOME,
    DOCKER_HOST,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
  };
  try {
    return (await execute(command, [...first, ...files, ...words], { ...CALL, cwd: ROOT, env })).stdout;
  } catch (error) {
    throw new Error(`compose ${words.join(" ")}\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

async function podman(...words) {
  const { stdout } = await execute("podman", words, CALL);
  return stdout;
}

async function inspect(name) {
  return JSON.parse(await podman("inspect", "--type", "container", name))[0];
}

async function exitCode(name) {
  return (await inspect(name)).State.ExitCode;
}

function nameOf(role) {
  return `${PROJECT}-${role}-1`;
}

async function logs() {
  const parts = await Promise.all(
    [...ROLES, "bucket", "s3", "redis", "demo-prompts"].map(async (role) => {
      const { stdout, stderr } = await execute("podman", ["logs", "--tail", "15", nameOf(role)], CALL).catch(
        (error) => error,
      );
      return `--- ${role}\n${stdout}${stderr}`;
    }),
  );
  return parts.join("\n");
}

async function until(what, look) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not come. ${lastWord}`);
    await sleep(500);
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function say(line) {
  console.error(`image: ${line} (${((Date.now() - startedAt) / 1000).toFixed(0)} s)`);
}
