import { type ApiKeys, createApiKeys, createTenantQuotas, type TenantQuotaStore } from "@hailuo-queue/access";
import {
  type AuditLog,
  type AuditOutcome,
  type AuditTold,
  type AuditVerb,
  errorMessage,
  HailuoError,
  optional,
} from "@hailuo-queue/contracts";
import {
  createDeliveryLog,
  createDeliveryQueue,
  createKeys,
  createRedisAudit,
  type DeliveryLog,
  type DeliveryQueue,
} from "@hailuo-queue/store";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { readPrices, redactText } from "@hailuo-queue/runtime/settings";
import { readCliSettings } from "../env.ts";
import { operatorName } from "../operator.ts";
import { printLine, type Shell } from "../shell.ts";
import { explainRedisError } from "./lasting-producer.ts";
import { patienceWith } from "./patience.ts";
import { useRedis } from "./use-redis.ts";
import { say } from "../words/say.ts";

/** What a command that changes something works with. */
export interface ChangeParts {
  readonly producer: Producer;
  readonly apiKeys: ApiKeys;
  readonly quotas: TenantQuotaStore;
  readonly deliveries: Pick<DeliveryLog, "get"> & Pick<DeliveryQueue, "reopen">;
  /** Where Redis is. */
  readonly redisUrl: string;
  /** Adds to what the audit tells of it. */
  tell(told: AuditTold): void;
  /** Says that nothing was done, though nothing was thrown. */
  refuse(code: string): void;
}

/** What may come first in a folder; all others change what is there. */
const MAKES_A_REDIS: ReadonlySet<AuditVerb> = new Set<AuditVerb>(["key.create", "batch.submit", "tenant.set"]);

/**
 * Carries out what changes something, and writes it into the audit, however it ended: the one place of the CLI that
 * does. An audit that cannot be written does not make the change undone: it is said on standard error.
 */
export async function withChange<Result>(
  shell: Shell,
  what: AuditVerb,
  first: AuditTold,
  work: (parts: ChangeParts) => Promise<Result>,
): Promise<Result> {
  const settings = readCliSettings(shell.env);
  const usable = await useRedis(settings, { what, makes: MAKES_A_REDIS.has(what) }, shell);
  try {
    const patience = patienceWith(settings, usable.url, shell);
    const redis = await openRedis(usable.url, { role: "client", patience });
    try {
      const keys = createKeys(settings.HAILUO_PREFIX);
      const producer = await openProducer({
        redisUrl: usable.url,
        prefix: settings.HAILUO_PREFIX,
        prices: await readPrices(settings),
        patience,
      });
      try {
        return await audited(
          { audit: createRedisAudit({ redis, keys, redact: redactText }), producer, shell },
          { what, first },
          ({ tell, refuse }) =>
            work({
              producer,
              apiKeys: createApiKeys({ redis, keys }),
              quotas: createTenantQuotas({ redis, keys }),
              deliveries: {
                get: createDeliveryLog({ redis, keys }).get,
                reopen: createDeliveryQueue({ redis, keys }).reopen,
              },
              redisUrl: usable.url,
              tell,
              refuse,
            }),
        );
      } finally {
        await producer.close();
      }
    } finally {
      await closeRedis(redis);
    }
  } catch (error) {
    throw explainRedisError(usable.url, error);
  } finally {
    await usable.close();
  }
}

interface AuditParts {
  readonly audit: Pick<AuditLog, "write">;
  readonly producer: Pick<Producer, "get" | "batch">;
  readonly shell: Shell;
}

async function audited<Result>(
  { audit, producer, shell }: AuditParts,
  { what, first }: { readonly what: AuditVerb; readonly first: AuditTold },
  work: (told: Pick<ChangeParts, "tell" | "refuse">) => Promise<Result>,
): Promise<Result> {
  let told = { ...(await ownerOf(producer, first)), ...first };
  let refusal: string | undefined;
  const tell = (more: AuditTold): void => {
    told = { ...told, ...more, about: { ...told.about, ...more.about }, details: { ...told.details, ...more.details } };
  };
  try {
    const result = await work({ tell, refuse: (code) => (refusal = code) });
    await write(refusal === undefined ? { outcome: "done" } : { outcome: "refused", code: refusal });
    return result;
  } catch (error) {
    await write(
      error instanceof HailuoError
        ? { outcome: "refused", code: error.code }
        : { outcome: "failed", code: "unexpected" },
    );
    throw error;
  }

  async function write(how: AuditOutcome): Promise<void> {
    try {
      await audit.write({ who: `cli ${operatorName()}`, what, ...told, ...how });
    } catch (error) {
      printLine(
        shell.stderr,
        say`The audit has no entry of this, since it could not be written (${errorMessage(error)}); it was ${how.outcome} all the same.`,
      );
    }
  }
}

/** Whose thing it is. */
async function ownerOf(
  producer: AuditParts["producer"],
  { about = {} }: AuditTold,
): Promise<{ readonly tenant?: string }> {
  const { generation, batch } = about;
  const thing =
    generation === undefined
      ? batch === undefined
        ? undefined
        : await producer.batch(batch)
      : await producer.get(generation);
  return optional({ tenant: thing?.tenant });
}

/** For a command that has its own Redis and producer. */
export async function noteChange(
  { redisUrl, prefix, shell }: { readonly redisUrl: string; readonly prefix: string; readonly shell: Shell },
  what: AuditVerb,
  told: AuditTold,
): Promise<void> {
  try {
    const patience = patienceWith(readCliSettings(shell.env), redisUrl, shell);
    const redis = await openRedis(redisUrl, { role: "client", patience });
    try {
      const audit = createRedisAudit({ redis, keys: createKeys(prefix), redact: redactText });
      await audit.write({ who: `cli ${operatorName()}`, what, ...told, outcome: "done" });
    } finally {
      await closeRedis(redis);
    }
  } catch (error) {
    printLine(
      shell.stderr,
      say`The audit has no entry of this, since it could not be written (${errorMessage(error)}); the change was made.`,
    );
  }
}
