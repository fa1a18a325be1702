import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiKeys, createTenantQuotas, type Role, type TenantQuotaStore } from "@hailuo-queue/access";
import { optional, type VideoWarning } from "@hailuo-queue/contracts";
import { createKeys, createRedisAdmission, createRedisLedger } from "@hailuo-queue/store";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createScope } from "@hailuo-queue/runtime";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process.ts";

export interface GatewayWorld extends AsyncDisposable {
  readonly url: string;
  readonly gateway: GatewayProcess;
  readonly producer: Producer;
  readonly redis: RedisClient;
  /** Of every key of this world in Redis. */
  readonly prefix: string;
  readonly quotas: TenantQuotaStore;
  /** The directory that is the gateway's storage. */
  readonly out: string;
  /** All that the gateway wrote. */
  output(): string;
  /** A new key's token. */
  key(tenant: string, role?: Role): Promise<string>;
  revoke(token: string): Promise<void>;
  fetch(path: string, token: string | undefined, init?: RequestInit): Promise<Response>;
  /** Sends JSON, or a text as it is; reads JSON where it is answered. */
  call(method: string, path: string, token: string | undefined, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Takes the next generation of the backlog through admission into `creating`. */
  begin(): Promise<string>;
  end(id: string, state: "succeeded" | "failed", warnings?: readonly VideoWarning[]): Promise<void>;
  /** The answer to its create is lost: it waits for a decision. */
  park(id: string): Promise<void>;
  /** SIGTERM; resolves when the gateway has ended. */
  stop(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of a JSON answer. */
  readonly body: Readonly<Record<string, unknown>> & { readonly errors?: readonly { readonly field: string; readonly message: string }[] };
}

/** A gateway on a free port over keys of its own in a real Redis. */
export async function openWorld(redisUrl: string, env: Readonly<Record<string, string>> = {}): Promise<GatewayWorld> {
  const prefix = `test-${randomUUID()}`;
  const scope = createScope();
  const redis = await openRedis(redisUrl, { role: "client" });
  scope.defer(() => closeRedis(redis));
  const keys = createKeys(prefix);
  const ledger = createRedisLedger({ redis, keys });
  const windows = { create: [{ limit: 1000, windowMs: 60_000 }], query: [], files: [] };
  const admission = createRedisAdmission({ redis, keys, accounts: [{ name: "default", maxInFlight: 100, windows }] });
  await admission.publishLimits();
  const producer = scope.use(await openProducer({ redisUrl, prefix }));
  const apiKeys = createApiKeys({ redis, keys });
  const out = await mkdtemp(join(tmpdir(), "hailuo-gateway-"));
  scope.defer(() => rm(out, { recursive: true, force: true }));
  const gateway = scope.use(
    await startGatewayProcess({
      HAILUO_OUT: out,
      REDIS_URL: redisUrl,
      HAILUO_PREFIX: prefix,
      HAILUO_GATEWAY_PORT: "0",
      HAILUO_LOG_LEVEL: "debug",
      ...env,
    }).catch(async (error: unknown) => {
      await scope.close();
      throw error;
    }),
  );

  const ask: GatewayWorld["fetch"] = (path, token, init = {}) =>
    fetch(new URL(path, gateway.url), {
      ...init,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(init.headers as Record<string, string>) },
    });

  return {
    url: gateway.url,
    gateway,
    producer,
    redis,
    prefix: keys.prefix,
    quotas: createTenantQuotas({ redis, keys }),
    out: env["HAILUO_OUT"] ?? out,
    output: gateway.output,
    key: async (tenant, role = "submit") => (await apiKeys.create({ tenant, role })).token,
    revoke: async (token) => void (await apiKeys.revoke(token.split("_")[1] ?? "")),
    fetch: ask,
    call: async (method, path, token, body, headers = {}) => {
      const type = body === undefined || "content-type" in headers ? {} : { "content-type": "application/json" };
      const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
      const response = await ask(path, token, { method, headers: { ...type, ...headers }, ...sent });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("json;") === true;
      return { status: response.status, headers: response.headers, text, body: isJson ? (JSON.parse(text) as Reply["body"]) : {} };
    },
    begin: async () => {
      const [grant] = (await admission.admit(1)).grants;
      if (grant === undefined) throw new Error("Nothing was admitted");
      const { generationId: id, run, account } = grant;
      await ledger.transition(id, { from: ["queued"], to: "creating", run, account, changes: { account }, token: id, leaseMs: 60_000, stamp: ["submittedAt"] });
      return id;
    },
    end: async (id, state, warnings) => {
      if (state === "failed") {
        const error = { code: "prompt_flagged", stage: "create", message: "The prompt was refused." } as const;
        await ledger.transition(id, { from: ["creating"], to: "failed", changes: { error }, stamp: ["endedAt"] });
        return;
      }
      await ledger.transition(id, { from: ["creating"], to: "generating", changes: { taskId: `task_${id}` }, stamp: ["acceptedAt"] });
      await ledger.transition(id, { from: ["generating"], to: "downloading", changes: { fileId: "1" }, stamp: ["generatedAt"] });
      const video = { location: `s3://videos/${id}.mp4`, bytes: 1000, sha256: "0".repeat(64), ...optional({ warnings }) };
      await ledger.transition(id, { from: ["downloading"], to: "succeeded", changes: { video }, stamp: ["endedAt"] });
    },
    park: async (id) => {
      await ledger.transition(id, { from: ["creating"], to: "submission_unknown", leaseMs: 60_000 });
    },
    stop: gateway.close,
    [Symbol.asyncDispose]: scope.close,
  };
}

export const TEXT = { model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm" } as const;
