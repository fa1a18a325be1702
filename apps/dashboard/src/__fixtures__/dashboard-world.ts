import { randomUUID } from "node:crypto";
import { optional } from "@hailuo-queue/contracts";
import { createKeys, createRedisAdmission, createRedisLedger } from "@hailuo-queue/store";
import { openProducer, type Producer, type SubmitItem } from "@hailuo-queue/producer";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createScope } from "@hailuo-queue/runtime";
import { startDashboardProcess } from "./dashboard-process.ts";

export interface DashboardWorld extends AsyncDisposable {
  readonly producer: Producer;
  /** Where the dashboard answers. */
  readonly url: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  json(path: string): Promise<unknown>;
  submit(batchId: string, items: readonly SubmitItem[]): Promise<readonly string[]>;
  /** Takes the next generation of the backlog through admission into `creating`. */
  begin(): Promise<{ readonly id: string; readonly run: number }>;
  readonly ledger: ReturnType<typeof createRedisLedger>;
}

export interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the tests' Redis itself. */
  readonly redisUrl?: string;
}

/** A dashboard on a free port over keys of its own in a real Redis. */
export async function openWorld(testRedisUrl: string, options: WorldOptions = {}): Promise<DashboardWorld> {
  const prefix = `test-${randomUUID()}`;
  const scope = createScope();
  const redis = await openRedis(testRedisUrl, { role: "client" });
  scope.defer(() => closeRedis(redis));
  const keys = createKeys(prefix);
  const ledger = createRedisLedger({ redis, keys });
  const windows = { create: [{ limit: 10, windowMs: 60_000 }], query: [], files: [] };
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

  return {
    producer,
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
