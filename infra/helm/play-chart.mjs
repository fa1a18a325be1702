// Runs what the chart renders in pods of podman, as a node of Kubernetes would: `node play-chart.mjs RENDERED.yaml`. Is
// copied to where check.sh has installed what it imports. Pods get the rendered containers with their commands, settings,
// secrets, rights and limits as they are. What podman does not do is done here: deployments become pods, services become
// lines of /etc/hosts, fsGroup, probes, and the order of a stop (preStop, SIGTERM, grace).
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { parseAllDocuments, stringify } from "yaml";

const execute = promisify(execFile);
const NETWORK = "hailuo-play";
const VIDEOS = 24;
/** What a create takes while a worker is stopped. */
const SLOW_MS = 15_000;
/** Only against hanging. */
const PATIENCE_MS = 300_000;
/** So long may one call of podman take, a stop within its grace included. */
const CALL_MS = 180_000;
const startedAt = Date.now();
let lastWord = "";

const [file, prompts] = process.argv.slice(2);
const documents = parseAllDocuments(readFileSync(file, "utf8")).flatMap((each) => each.toJS() ?? []);
const ofKind = (...kinds) => documents.filter(({ kind }) => kinds.includes(kind));
const pods = ofKind("Deployment", "StatefulSet").flatMap(podsOf);
const secrets = ofKind("Secret").map(({ stringData = {}, data = {}, ...secret }) => ({
  ...secret,
  data: { ...data, ...Object.fromEntries(Object.entries(stringData).map(([name, text]) => [name, base64(text)])) },
}));
secrets.push({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "dashboard" },
  data: { username: base64("admin"), password: base64("trial") },
});

await podman("network", "create", "--disable-dns", NETWORK);
for (const secret of secrets) await keep(secret);
/** What others name by a service, first. */
const isServed = ({ metadata }) => /-(valkey|s3|simulator)$/.test(metadata.name);
for (const pod of [...pods.filter(isServed), ...pods.filter((pod) => !isServed(pod))]) await start(pod);
say(`${pods.length} pods are ready by their probes: ${pods.map(({ metadata }) => metadata.name).join(", ")}`);

await submit("trial", readFileSync(prompts));
const done = await until(`${VIDEOS} videos`, async () => {
  const batch = await batchOf("trial");
  return batch?.total === VIDEOS && batch.unfinished === 0 ? batch : undefined;
});
if (done.succeeded !== VIDEOS) throw new Error(`The batch ended with ${JSON.stringify(done)}`);
await expectBooks(VIDEOS);
say(`${VIDEOS} videos by the rendered workers, each bought once`);

await stopInMidCreate();
for (const pod of pods.filter((each) => !isServed(each))) {
  const code = await stop(pod);
  if (code !== 0) throw new Error(`${pod.metadata.name} was stopped and ended with ${code}.`);
}
say("every pod of ours ended by itself within its grace, with 0");

function podsOf({ metadata, spec: { replicas = 1, template, volumeClaimTemplates } }) {
  if (volumeClaimTemplates !== undefined) throw new Error("Volumes that are claimed are not tried here.");
  return Array.from({ length: replicas }, (_, at) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...template.metadata,
      // Else it would remove an init container before that has quite ended.
      annotations: { ...template.metadata.annotations, "io.podman.annotations.init.container.type": "always" },
      name: replicas === 1 ? metadata.name : `${metadata.name}-${at}`,
    },
    // Podman starts an init container that has ended anew with "Always", without end.
    spec: { ...template.spec, restartPolicy: "OnFailure" },
  }));
}

/** With the services so far as hosts. Podman gives a volume to root: fsGroup is done between. */
async function start(pod) {
  const hostAliases = ofKind("Service").flatMap(({ metadata, spec }) => {
    const target = pods.find(
      ({ metadata: { labels }, address }) =>
        address && Object.entries(spec.selector).every(([name, value]) => labels[name] === value),
    );
    return target === undefined ? [] : [{ ip: target.address, hostnames: [metadata.name] }];
  });
  // Debian 12's podman would open the ports of each on this machine, where two of them meet.
  const containers = pod.spec.containers.map((container) => ({ ...container, ports: undefined }));
  await play({ ...pod, spec: { ...pod.spec, containers, hostAliases } }, "--network", NETWORK, "--start=false");
  const { fsGroup } = pod.spec.securityContext;
  for (const { name } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers])
    for (const { Type, Source } of (await inspect(`${pod.metadata.name}-${name}`)).Mounts)
      if (Type === "volume") await execute("sh", ["-c", `chown :${fsGroup} "$1" && chmod 2775 "$1"`, "sh", Source]);
  await podman("pod", "start", pod.metadata.name);
  const [infra] = (await podman("pod", "inspect", "--format", "{{.InfraContainerID}}", pod.metadata.name)).split("\n");
  pod.address = (await inspect(infra)).NetworkSettings.Networks[NETWORK].IPAddress;
  for (const container of pod.spec.containers)
    for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe])
      if (probe !== undefined)
        await until(`${pod.metadata.name} answers its probe`, () => passes(pod, container, probe));
  const { HostConfig } = await inspect(`${pod.metadata.name}-${pod.spec.containers[0].name}`);
  if (!HostConfig.ReadonlyRootfs || !(HostConfig.Memory > 0))
    throw new Error(`${pod.metadata.name} has more rights than the chart says.`);
}

async function passes(pod, { name, ports = [] }, { httpGet, exec }) {
  try {
    if (exec !== undefined) return await podman("exec", `${pod.metadata.name}-${name}`, ...exec.command);
    const port = ports.find((each) => each.name === httpGet.port)?.containerPort ?? httpGet.port;
    const { ok, status } = await fetch(`http://${pod.address}:${port}${httpGet.path}`, {
      signal: AbortSignal.timeout(5000),
    });
    if (!ok) lastWord = `It answers ${httpGet.path} with ${status}.`;
    return ok;
  } catch (error) {
    lastWord = error.stderr ?? String(error.cause ?? error);
    return undefined;
  }
}

/** As Kubernetes does: first preStop, then SIGTERM, and the kill when the grace of both is over. */
async function stop(pod) {
  const [{ name, lifecycle }] = pod.spec.containers;
  const container = `${pod.metadata.name}-${name}`;
  const began = Date.now();
  const before = lifecycle?.preStop?.exec?.command;
  if (before !== undefined) await podman("exec", container, ...before);
  // Killed only by the grace: a machine that is slow has more of it here.
  const left = pod.spec.terminationGracePeriodSeconds * 1000 - Math.min(Date.now() - began, 5000);
  await podman("stop", "--time", String(Math.max(1, Math.floor(left / 1000))), container);
  return (await inspect(container)).State.ExitCode;
}

async function stopInMidCreate() {
  const pod = pods.find(({ metadata }) => metadata.name.endsWith("-worker-create"));
  await configure({ latencyMs: SLOW_MS });
  const name = await catchCreate(1);
  const code = await stop(pod);
  const batch = await batchOf(name);
  if (code !== 0 || batch.creating + batch.submission_unknown + batch.queued > 0)
    throw new Error(`worker-create was stopped in a create, and ended with ${code}: ${JSON.stringify(batch)}`);
  await configure({ latencyMs: 0 });
  await podman("start", `${pod.metadata.name}-worker`);
  await until("the video", async () => (await batchOf(name))?.succeeded === 1);
  await expectBooks(VIDEOS + Number(name.split("-")[1]));
  say("a create under way is waited for when its pod is stopped");
}

/** The batch whose one create is under way now. On a slow machine it may have ended before anybody looked: then anew. */
async function catchCreate(at) {
  const name = `stopped-${at}`;
  await submit(name, JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: `A paper boat, ${name}` }));
  const seen = await until("a create", async () => {
    const { creating = 0, queued = 1 } = (await batchOf(name)) ?? {};
    return creating > 0 ? "under way" : queued === 0 && "ended";
  });
  return seen === "under way" ? name : catchCreate(at + 1);
}

async function submit(batch, lines) {
  const words = ["submit", "-", "--batch", batch];
  const running = execute("podman", ["exec", "--interactive", containerOf("dashboard"), "hailuo", ...words], {
    timeout: CALL_MS,
    killSignal: "SIGKILL",
  });
  running.child.stdin.end(lines);
  await running;
}

async function batchOf(name) {
  try {
    const text = await podman("exec", containerOf("dashboard"), "hailuo", "status", name, "--json");
    const lines = text.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
    return lines.find(({ type }) => type === "batch");
  } catch (error) {
    lastWord = error.message;
    return undefined;
  }
}

async function expectBooks(accepted) {
  const stats = await (await fetch(`${simulator()}/__stats`)).json();
  if (stats.accepted !== accepted || stats.duplicateAccepts !== 0)
    throw new Error(`The books of the simulator: ${JSON.stringify(stats)}`);
}

async function configure(settings) {
  const how = { method: "POST", body: JSON.stringify(settings), headers: { "content-type": "application/json" } };
  const answer = await fetch(`${simulator()}/__configure`, how);
  if (!answer.ok) throw new Error(await answer.text());
}

function simulator() {
  return `http://${pods.find(({ metadata }) => metadata.name.endsWith("-simulator")).address}:8089`;
}

function containerOf(component) {
  const pod = pods.find(({ metadata }) => metadata.labels["app.kubernetes.io/component"] === component);
  return `${pod.metadata.name}-${pod.spec.containers[0].name}`;
}

/** Debian 12's podman 4.3 reads the values of a secret as JSON, and would keep them in another form itself. */
async function keep(secret) {
  await podman("secret", "rm", secret.metadata.name).catch(() => undefined);
  if (!/ 4\.3\./.test(await podman("--version"))) return await play(secret);
  // It takes a pipe, which Node's own are not.
  const running = execute("sh", ["-c", 'cat | podman secret create "$0" -', secret.metadata.name]);
  running.child.stdin.end(JSON.stringify(secret.data));
  await running;
}

async function play(document, ...words) {
  const running = execute("podman", ["kube", "play", ...words, "-"], { timeout: CALL_MS, killSignal: "SIGKILL" });
  running.child.stdin.end(stringify(document));
  await running.catch((error) => {
    throw new Error(`${document.kind} ${document.metadata.name}: ${error.stderr}`);
  });
}

async function podman(...words) {
  return (await execute("podman", words, { maxBuffer: 1e8, timeout: CALL_MS, killSignal: "SIGKILL" })).stdout || " ";
}

async function inspect(name) {
  return JSON.parse(await podman("inspect", "--type", "container", name))[0];
}

function base64(text) {
  return Buffer.from(text).toString("base64");
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

function say(line) {
  console.error(`chart: ${line} (${((Date.now() - startedAt) / 1000).toFixed(0)} s)`);
}
