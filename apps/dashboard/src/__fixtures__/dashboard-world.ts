import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type AuditEntry, optional } from "@hailuo-queue/contracts";
import { createApiKeys, idOfToken, type Role } from "@hailuo-queue/access";
import { createKeys, createRedisAdmission, createRedisAudit, createRedisLedger } from "@hailuo-queue/store";
import { openProducer, type Producer, type SubmitItem } from "@hailuo-queue/producer";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createScope } from "@hailuo-queue/runtime";
import { openObjectStore } from "@hailuo-queue/storage";
import { startDashboardProcess } from "./dashboard-process.ts";

export interface DashboardWorld extends AsyncDisposable {
  readonly producer: Producer;
  /** Of all its keys in Redis. */
  readonly prefix: string;
  /** Where the dashboard answers. */
  readonly url: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  json(path: string): Promise<unknown>;
  submit(batchId: string, items: readonly SubmitItem[]): Promise<readonly string[]>;
  /** Takes the next generation of the backlog through admission into `creating`. */
  begin(): Promise<{ readonly id: string; readonly run: number }>;
  readonly ledger: ReturnType<typeof createRedisLedger>;
  readonly redis: RedisClient;
  /** A new API key's token. */
  key(tenant: string, role: Role): Promise<string>;
  revoke(token: string): Promise<void>;
  /** Who changed what, newest first. */
  audit(): Promise<readonly AuditEntry[]>;
  /** Signs in as a browser does. */
  signIn(secret: { readonly password: string } | { readonly key: string }): Promise<SignedIn>;
  /** Of the create of a generation: its answer is lost. */
  park(id: string): Promise<void>;
  fail(id: string, code: string): Promise<void>;
  /** Of a generation whose create was sent: its video is stored, in the folder that is HAILUO_OUT. */
  finish(id: string, video?: Buffer): Promise<void>;
}

export interface SignedIn {
  readonly cookie: string;
  readonly csrf: string;
  get(path: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  act(name: string, body: object): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
}

export interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the tests' Redis itself. */
  readonly redisUrl?: string;
  /** Default 10. */
  readonly createsPerMinute?: number;
}

/** A dashboard on a free port over keys of its own in a real Redis. */
export async function openWorld(testRedisUrl: string, options: WorldOptions = {}): Promise<DashboardWorld> {
  const prefix = `test-${randomUUID()}`;
  const scope = createScope();
  const redis = await openRedis(testRedisUrl, { role: "client" });
  scope.defer(() => closeRedis(redis));
  const keys = createKeys(prefix);
  const ledger = createRedisLedger({ redis, keys });
  const windows = { create: [{ limit: options.createsPerMinute ?? 10, windowMs: 60_000 }], query: [], files: [] };
  const admission = createRedisAdmission({ redis, keys, accounts: [{ name: "default", maxInFlight: 3, windows }] });
  await admission.publishLimits();
  const producer = scope.use(await openProducer({ redisUrl: testRedisUrl, prefix }));
  const dashboard = scope.use(
    await startDashboardProcess({
      REDIS_URL: options.redisUrl ?? testRedisUrl,
      HAILUO_PREFIX: prefix,
      HAILUO_DASHBOARD_PORT: "0",
      ...options.env,
    }).catch(async (error: unknown) => {
      await scope.close();
      throw error;
    }),
  );
  const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(new URL(path, dashboard.url), init);

  const apiKeys = createApiKeys({ redis, keys });
  const auditLog = createRedisAudit({ redis, keys, redact: (text) => text });

  return {
    producer,
    redis,
    prefix,
    key: async (tenant, role) => (await apiKeys.create({ tenant, role })).token,
    revoke: async (token) => void (await apiKeys.revoke(idOfToken(token) ?? "")),
    audit: async () => (await auditLog.read({ limit: 100 })).items,
    park: async (id) => {
      const error = { code: "timeout", stage: "create", message: "MiniMax ran into a timeout of its own (1001)" } as const;
      await ledger.transition(id, { from: ["creating"], to: "submission_unknown", leaseMs: 60_000, changes: { error } });
    },
    fail: async (id, code) => {
      const error = { code, stage: "create", message: "the finished video was flagged by moderation" } as const;
      await ledger.transition(id, { from: ["creating"], to: "failed", changes: { error }, stamp: ["endedAt"] });
    },
    finish: async (id, bytes = Buffer.from("a video")) => {
      const out = options.env?.["HAILUO_OUT"] ?? "";
      const { objectKey } = (await producer.get(id)) ?? { objectKey: "" };
      await mkdir(dirname(join(out, objectKey)), { recursive: true });
      await writeFile(join(out, objectKey), bytes);
      const location = openObjectStore(out).uri(objectKey);
      const account = "default";
      await ledger.transition(id, { from: ["creating"], to: "generating", account, changes: { taskId: `task-${id}` } });
      await ledger.transition(id, { from: ["generating"], to: "downloading", account, stamp: ["generatedAt"] });
      const video = { location, bytes: bytes.length, sha256: "0".repeat(64) };
      await ledger.transition(id, { from: ["downloading"], to: "succeeded", changes: { video }, stamp: ["endedAt"] });
    },
    signIn: async (secret) => {
      const reply = await ask("/api/session", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(secret),
      });
      const { csrf, error } = (await reply.json()) as { csrf?: string; error?: string };
      if (csrf === undefined) throw new Error(`${reply.status} ${error ?? ""}`);
      const cookie = reply.headers.getSetCookie().map((text) => text.split(";")[0]).join("; ");
      const tell = async (answer: Response) => ({
        status: answer.status,
        body: (await answer.json()) as Record<string, unknown>,
      });
      return {
        cookie,
        csrf,
        get: async (path) => tell(await ask(path, { headers: { cookie } })),
        act: async (name, body) =>
          tell(
            await ask(`/api/act/${name}`, {
              method: "POST",
              headers: { cookie, "x-csrf-token": csrf, "content-type": "application/json" },
              body: JSON.stringify(body),
            }),
          ),
      };
    },
    url: dashboard.url,
    ledger,
    fetch: ask,
    json: async (path) => (await ask(path)).json(),
    submit: async (batchId, items) => {
      await producer.submitBatch(items, { batchId });
      const { items: records } = await producer.list({ batchId });
      return records.map((record) => record.id);
    },
    begin: async () => {
      const [grant] = (await admission.admit(1)).grants;
      if (grant === undefined) throw new Error("Nothing was admitted");
      const { generationId: id, run, account } = grant;
      const changes = { account };
      await ledger.transition(id, { from: ["queued"], to: "creating", run, account, changes, token: id, leaseMs: 60_000, stamp: ["submittedAt"] });
      return { id, run };
    },
    [Symbol.asyncDispose]: scope.close,
  };
}

export function textItem(prompt: string, customId?: string): SubmitItem {
  return { request: { model: "MiniMax-Hailuo-2.3", prompt }, ...optional({ customId }) };
}
