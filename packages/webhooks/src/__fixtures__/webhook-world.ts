import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isIP } from "node:net";
import { optional } from "@hailuo-queue/contracts";
import type { NameResolver } from "@hailuo-queue/outbound";
import { openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createDeliveryLog, createDeliveryQueue, createKeys, defineStoreScript, DELIVERY_LIMITS, type DeliveryLimits } from "@hailuo-queue/store";
import { createDeliverer, type DeliverParts } from "../deliver-webhook.ts";
import { runDeliveries } from "../run-deliveries.ts";
import { createSecretBox, parseSecretKeys } from "../secret-box.ts";
import { createWebhookSecrets } from "../webhook-secrets.ts";
import { createWebhookTargets } from "../webhook-targets.ts";

export interface Call {
  readonly host: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Left open: the test answers. */
  readonly response: ServerResponse;
}

export interface Receiver extends AsyncDisposable {
  readonly port: number;
  readonly calls: Call[];
  /** Waits for so many calls. */
  until(count: number): Promise<void>;
}

/** A receiver that answers with the given status, or leaves every call open where there is none. */
export async function openReceiver(answer?: (call: Call) => void): Promise<Receiver> {
  const calls: Call[] = [];
  const heard = new EventEmitter();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const call = {
        host: request.headers.host ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        response,
      };
      calls.push(call);
      heard.emit("call");
      answer?.(call);
    })().catch(() => undefined);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    until: async (count) => {
      while (calls.length < count) await once(heard, "call");
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const tellScript = defineStoreScript<number, void>({
  name: "testTellWebhooks",
  file: "../../webhooks/src/__fixtures__/tell",
  parse: () => undefined,
});

const TOLD_AT_ONCE = 1000;

/** Every name leads to this machine. */
const toThisMachine: NameResolver = {
  addressesOf: async (host) => [{ address: isIP(host) === 0 ? "127.0.0.1" : host, family: 4 }],
};

export interface WorldOptions extends Partial<Pick<DeliverParts, "waitsMs" | "limits" | "describe" | "now">> {
  readonly deliveries?: Partial<DeliveryLimits>;
  readonly resolver?: NameResolver;
  readonly allowPrivateHosts?: boolean;
  readonly secretsKey?: string;
  readonly now?: () => number;
}

/** Lanes over keys of their own in a real Redis, and processes that deliver from them. */
export function openWebhookWorld(redis: RedisClient, options: WorldOptions = {}) {
  const keys = createKeys(`test-${randomUUID()}`);
  const settled = new EventEmitter();
  const { deliveries: limits = {}, resolver = toThisMachine, allowPrivateHosts = true, now = Date.now, secretsKey, ...rest } = options;
  const deliveries = createDeliveryQueue({ redis, keys, limits: { ...DELIVERY_LIMITS, ...limits } });
  const log = createDeliveryLog({ redis, keys });
  const openSecrets = (key?: string) => createWebhookSecrets({ redis, keys, box: createSecretBox(parseSecretKeys(key)), now });
  const secrets = openSecrets(secretsKey);
  const targets = createWebhookTargets({ resolver, allowPrivateHosts });
  const locked: string[] = [];
  const faults: unknown[] = [];

  const delivererWith = (key?: string) =>
    createDeliverer({
      deliveries: {
        begin: deliveries.begin,
        settle: async (grant, settlement) => {
          await deliveries.settle(grant, settlement);
          settled.emit("settled", settlement.state, grant);
        },
      },
      secrets: openSecrets(key),
      targets,
      now,
      describe: async ({ about }) => ({ object: "generation", id: about }),
      onLocked: (tenant) => {
        locked.push(tenant);
        settled.emit("locked");
      },
      ...rest,
    });
  const deliver = delivererWith(secretsKey);

  /** A process of its own, as far as Redis sees. */
  async function start(settings: { readonly atOnce?: number; readonly key?: string } = {}) {
    // oxlint-disable-next-line node/no-process-env -- the Redis of the tests
    const waiting = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "blocking" });
    const running = runDeliveries({
      deliveries,
      keys,
      waiting,
      deliver: settings.key === undefined ? deliver : delivererWith(settings.key),
      onError: (error) => faults.push(error),
      ...optional({ atOnce: settings.atOnce }),
    });
    return { [Symbol.asyncDispose]: running.close };
  }

  async function tell(tenant: string, url: string, count = 1): Promise<void> {
    const from = Date.now() - count;
    // One call holds the Redis of all tests.
    for (let at = 0; at < count; at += TOLD_AT_ONCE)
      await tellScript(redis, keys, [], [tenant, url, Math.min(count - at, TOLD_AT_ONCE), from + at]);
  }

  /** Waits for so many settlements that satisfy a condition, from now on. */
  function settlements(count: number, which: (state: string, tenant: string) => boolean = () => true): Promise<void> {
    return new Promise((resolve) => {
      let seen = 0;
      const note = (state: string, grant: { readonly tenant: string }): void => {
        if (which(state, grant.tenant)) seen += 1;
        if (seen < count) return;
        settled.off("settled", note);
        resolve();
      };
      settled.on("settled", note);
    });
  }

  /** One attempt of what is due, by nobody else. */
  async function deliverOnce(): Promise<void> {
    const { granted } = await deliveries.take(100);
    await Promise.all(granted.map((grant) => deliver(grant, new AbortController().signal)));
  }

  return { keys, deliveries, log, secrets, openSecrets, targets, locked, faults, settled, start, tell, settlements, deliverOnce };
}
