import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createKeys, createRedisLedger } from "@hailuo-queue/store";
import { createScope } from "@hailuo-queue/runtime";
import { imageFile } from "@hailuo-queue/testkit";
import { type GatewayProcess, startGatewayProcess } from "../gateway-process.ts";
import { type GatewayWorld, openWorld, type Reply, TEXT } from "../gateway-world.ts";
import type { Secret } from "./judge-answer.ts";
import type { ApiDocument } from "./operations.ts";
import type { Probe } from "./probe.ts";
import { inputHash, type ProbeCast, type TenantThings } from "./probe-cast.ts";
import { isRefused, type ProbeResult, sendProbe } from "./send-probe.ts";

/** A gateway with the things of two tenants, and what must not be told of the one to the other. */
export interface ProbeStand extends AsyncDisposable {
  readonly world: GatewayWorld;
  readonly cast: ProbeCast;
  readonly document: ApiDocument;
  readonly secrets: readonly Secret[];
  /** When the gateway has ended, that is the answer, and it is started again over the same Redis. */
  send(probe: Probe): Promise<ProbeResult | GatewayEnd>;
  /** The one that serves just now. */
  gateway(): GatewayProcess;
}

export interface GatewayEnd {
  readonly type: "ended";
  readonly how: string;
  readonly output: string;
}

export interface ProbeStandOptions {
  readonly redisUrl: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Throws for a thing that was not made: then the stand is not what the probes take it for. */
function idOf({ status, body, text }: Reply): string {
  if (status === 201) return String(body["id"]);
  throw new Error(`The stand could not be made: ${status} ${text}`);
}

/** Who makes a tenant's things; `mark` stands in all that it writes. */
interface Maker {
  readonly tenant: string;
  readonly token: string;
  readonly mark: string;
  readonly text: typeof TEXT | { readonly prompt: string };
  readonly webhook: string;
}

interface Ended {
  readonly taskNumber: string;
  readonly generations: readonly string[];
  /** Another that has its video. */
  readonly made: string;
  readonly events: readonly string[];
}

/** What callers send must not need more than this, whatever they send. */
const HEAP_MEGABYTES = 256;

export async function openProbeStand({ redisUrl, environment = {} }: ProbeStandOptions): Promise<ProbeStand> {
  const scope = createScope();
  const directory = await mkdtemp(join(tmpdir(), "hailuo-probes-"));
  scope.defer(() => rm(directory, { recursive: true, force: true }));
  const settings = {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000000",
    HAILUO_CALLBACK_URL: "https://video.example.com/callbacks/minimax",
    HAILUO_WEBHOOK_ALLOW_PRIVATE: "true",
    HAILUO_OUT: directory,
    HAILUO_GATEWAY_PORT: "0",
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
    ...environment,
  };
  const world = await openWorld(redisUrl, settings);
  scope.defer(async () => world[Symbol.asyncDispose]());
  const prefix = world.prefix.slice(1, -1);
  let gateway = world.gateway;
  const mark = randomBytes(6).toString("hex");
  const secrets: Secret[] = [];
  const makers = [await makerOf("mine", "plain"), await makerOf(`theirs-${mark}`, `canary${mark}`)] as const;
  const ended = [await makeEnded(makers[0]), await makeEnded(makers[1])] as const;
  const mine = await makeWaiting(makers[0], ended[0]);
  const theirs = await makeWaiting(makers[1], ended[1]);
  const tokens = {
    read: await world.key("mine", "read"),
    submit: await world.key("mine", "submit"),
    admin: await world.key("mine", "admin"),
    revoked: await world.key("mine", "admin"),
  };
  await world.revoke(tokens.revoked);
  for (const [role, token] of Object.entries(tokens)) secrets.push({ what: `the secret of the ${role} key`, text: token.split("_").slice(2).join("_") });
  for (const text of [...theirs.generations, ...theirs.batches, ...theirs.taskNumbers, ...theirs.fileNumbers, ...theirs.events, ...theirs.inputs.map(inputHash)]) secrets.push({ what: "another tenant's id", text, knownToAdmins: true });
  secrets.push({ what: "what another tenant wrote", text: `canary${mark}` });
  secrets.push({ what: "another tenant's name", text: `theirs-${mark}`, knownToAdmins: true });
  secrets.push({ what: "where the server keeps its files", text: directory });
  const document = (await world.call("GET", "/api/v1/openapi.json", undefined)).body as unknown as ApiDocument;

  async function makerOf(tenant: string, text: string): Promise<Maker> {
    const request = { ...TEXT, prompt: `A lighthouse, ${text}` };
    // Nobody listens there.
    return { tenant, mark: text, token: await world.key(tenant), text: request, webhook: `http://127.0.0.1:49151/${text}` };
  }

  /** What has ended, of both tenants before either has anything that waits: admission is first come, first served. */
  async function makeEnded({ tenant, token, text, webhook, mark }: Maker): Promise<Ended> {
    await world.call("POST", "/api/v1/webhooks/secret", token);
    const taskNumber = String((await world.call("POST", "/minimax/v1/video_generation", token, text)).body["task_id"]);
    const record = await world.producer.findByCustomId(`tenant-${tenant}`, taskNumber);
    await finish(await world.begin(), record?.objectKey ?? "", mark);
    const made = await world.call("POST", "/api/v1/generations", token, { ...text, custom_id: `made-${mark}` });
    await finish(await world.begin(), (await world.producer.get(idOf(made)))?.objectKey ?? "", `${mark}-made`);
    const failed = await world.call("POST", "/api/v1/generations", token, { ...text, custom_id: `failed-${mark}`, webhook });
    const failedId = idOf(failed);
    await world.end(await world.begin(), "failed");
    return { taskNumber, generations: [record?.id ?? "", failedId], made: idOf(made), events: await deliveriesOf(token) };
  }

  async function makeWaiting({ tenant, token, text, webhook, mark }: Maker, { taskNumber, generations, made, events }: Ended): Promise<TenantThings> {
    const waiting = await world.call("POST", "/api/v1/generations", token, { ...text, custom_id: `waiting-${mark}`, webhook });
    const open = await openBatch(token, `open ${mark}`, text);
    const sealed = await openBatch(token, `sealed ${mark}`, text);
    await world.call("POST", `/api/v1/batches/${sealed}/seal`, token, {});
    const ids = [...generations, idOf(waiting), made];
    return {
      tenant,
      idempotencyKeys: [`open ${mark}`, `sealed ${mark}`],
      cursors: await cursorsOf(token, open),
      streamEvents: await streamEventsOf(ids),
      taskIds: [`task_${mark}`],
      inputs: [await putPicture(tenant, token)],
      fileNumbers: await fileNumbersOf(token),
      generations: ids,
      batches: [open, sealed],
      taskNumbers: [taskNumber],
      events,
      customIds: [`failed-${mark}`, `waiting-${mark}`],
    };
  }

  async function fileNumbersOf(token: string): Promise<readonly string[]> {
    const { body } = await world.call("GET", "/minimax/v1/files/list?purpose=video_generation_input", token);
    return (body["files"] as readonly { readonly file_id: number }[]).map(({ file_id: number }) => String(number));
  }

  /** Each tenant its own: the same picture has the same name. */
  async function putPicture(tenant: string, token: string): Promise<string> {
    const body = Buffer.concat([imageFile("png", { width: 800, height: 600 }), Buffer.from(tenant)]);
    const answer = await world.fetch("/api/v1/inputs", token, { method: "POST", headers: { "content-type": "image/png" }, body: new Uint8Array(body) });
    return String(((await answer.json()) as { readonly id: unknown }).id);
  }

  async function cursorsOf(token: string, batch: string): Promise<readonly string[]> {
    const lists = ["/api/v1/generations?limit=1", "/api/v1/batches?limit=1", `/api/v1/generations?limit=1&state=queued`, `/api/v1/generations?limit=1&batch=${batch}`];
    const pages = await Promise.all(lists.map((path) => world.call("GET", path, token)));
    return pages.flatMap(({ body }) => (typeof body["next_cursor"] === "string" ? [body["next_cursor"]] : []));
  }

  async function streamEventsOf(ids: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const event of world.producer.pastEvents("0-0")) if (ids.includes(event.generationId)) found.push(event.eventId);
    return found;
  }

  /** The webhook of the failed one is handed on by the gateway in its own time. */
  async function deliveriesOf(token: string): Promise<readonly string[]> {
    for (;;) {
      const { body } = await world.call("GET", "/api/v1/webhooks/deliveries", token);
      const ids = (body["data"] as readonly { readonly id: string }[]).map(({ id }) => id);
      if (ids.length > 0) return ids;
    }
  }

  async function openBatch(token: string, key: string, text: object): Promise<string> {
    const id = String((await world.call("POST", "/api/v1/batches", token, { invalid: "skip" }, { "idempotency-key": key })).body["id"]);
const bad = { ...text, [key.replaceAll(" ", "_")]: 1 };
    const lines = [text, text, bad].map((line) => JSON.stringify(line)).join("\n");
    await world.call("POST", `/api/v1/batches/${id}/items`, token, lines, { "content-type": "application/x-ndjson" });
    return id;
  }

  /** Ends it as a download worker with a directory does: the record has the file's place. */
  async function finish(id: string, objectKey: string, text: string): Promise<void> {
    const file = join(directory, objectKey);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    const ledger = createRedisLedger({ redis: world.redis, keys: createKeys(prefix) });
    await ledger.transition(id, { from: ["creating"], to: "generating", changes: { taskId: `task_${text}` }, stamp: ["acceptedAt"] });
    await ledger.transition(id, { from: ["generating"], to: "downloading", changes: { fileId: "1" }, stamp: ["generatedAt"] });
    const video = { location: pathToFileURL(file).href, bytes: text.length, sha256: "0".repeat(64) };
    await ledger.transition(id, { from: ["downloading"], to: "succeeded", changes: { video }, stamp: ["endedAt"] });
  }

  async function send(probe: Probe): Promise<ProbeResult | GatewayEnd> {
    try {
      return await sendProbe(gateway.url, probe);
    } catch (error) {
      if (!isRefused(error)) throw error;
      const end = { type: "ended", how: await gateway.ended, output: gateway.output() } as const;
      gateway = scope.use(await startGatewayProcess({ REDIS_URL: redisUrl, HAILUO_PREFIX: prefix, ...settings }));
      return end;
    }
  }

  return {
    world,
    cast: { mine, theirs, tokens },
    document,
    secrets,
    gateway: () => gateway,
    send,
    [Symbol.asyncDispose]: scope.close,
  };
}
