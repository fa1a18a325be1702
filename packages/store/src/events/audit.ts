import {
  AUDIT_LIMITS,
  AUDIT_VERBS,
  type AuditEntry,
  type AuditFilter,
  type AuditLog,
  type AuditNote,
  type AuditPage,
  InvalidInputError,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { writeAuditScript } from "./scripts.ts";

/** The connection, the keys, and how texts are redacted. Times are in ms. */
export interface RedisAuditOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  /** Takes keys, passwords and signatures out of a text. */
  readonly redact: (text: string) => string;
  /** Default as in AUDIT_LIMITS. */
  readonly limits?: Partial<Record<"maxEntries" | "keepMs" | "maxSharedPerHour", number>>;
}

/** In the order in which entries of one and the same id come. */
const PARTITIONS = ["changes", "submissions", "overflow"] as const;
type Partition = (typeof PARTITIONS)[number];

const READ_AT_ONCE = 200;
/** What is cut before it is redacted: the cut of a secret in two is far behind what is kept. */
const LONGEST_REDACTED = 4096;

/** Makes the audit log in Redis. Every text is redacted before it is written. */
export function createRedisAudit({ redis, keys, redact, limits: changed }: RedisAuditOptions): AuditLog {
  const limits = { ...AUDIT_LIMITS, ...changed };

  async function write(note: AuditNote, { caller }: { readonly caller?: string } = {}): Promise<void> {
    const partition = AUDIT_VERBS[note.what] === "submission" ? "submissions" : "changes";
    await writeAuditScript(
      redis,
      keys,
      [keys.audit(partition), keys.audit("overflow"), keys.auditShare(caller ?? "")],
      [encode(note, redact), limits.maxEntries, limits.keepMs, caller === undefined ? 0 : limits.maxSharedPerHour],
    );
  }

  async function read(filter: AuditFilter = {}): Promise<AuditPage> {
    const limit = Math.min(Math.max(filter.limit ?? 50, 1), AUDIT_LIMITS.maxPage);
    const now = Number((await redis.time())[0]) * 1000;
    const oldest = String(Math.max(0, filter.sinceMs ?? 0, now - limits.keepMs));
    const from = filter.cursor === undefined ? undefined : readCursor(filter.cursor);
    const readers = PARTITIONS.map((partition) =>
      createPartitionReader(redis, keys.audit(partition), partition, endOf(partition, from), oldest),
    );
    const items: AuditEntry[] = [];
    let last: Place | undefined;
    for (let looked = 0; items.length < limit && looked < AUDIT_LIMITS.maxLookedAt; looked += 1) {
      const next = await newest(readers);
      if (next === undefined) return { items };
      last = { id: next.id, partition: next.partition };
      const entry = decode(next.id, next.json);
      if (isWanted(entry, filter)) items.push(entry);
    }
    return last === undefined ? { items } : { items, nextCursor: `${last.id}.${PARTITIONS.indexOf(last.partition)}` };
  }

  return { write, read };
}

interface Place {
  readonly id: string;
  readonly partition: Partition;
}

interface PartitionEntry extends Place {
  readonly json: string;
}

interface PartitionReader {
  /** The newest that was not taken yet; undefined when there is none. */
  peek(): Promise<PartitionEntry | undefined>;
  take(): void;
}

function createPartitionReader(
  redis: RedisClient,
  stream: string,
  partition: Partition,
  end: string,
  oldest: string,
): PartitionReader {
  let waiting: PartitionEntry[] = [];
  let next = end;
  let over = false;
  return {
    async peek() {
      if (waiting.length === 0 && !over) {
        const page = (await redis.xrevrange(stream, next, oldest, "COUNT", READ_AT_ONCE)) as [
          id: string,
          fields: string[],
        ][];
        waiting = page.map(([id, fields]) => ({ id, partition, json: fields[1] ?? "{}" }));
        over = page.length < READ_AT_ONCE;
        next = `(${page.at(-1)?.[0] ?? oldest}`;
      }
      return waiting[0];
    },
    take: () => void waiting.shift(),
  };
}

async function newest(readers: readonly PartitionReader[]): Promise<PartitionEntry | undefined> {
  const heads = await Promise.all(readers.map((reader) => reader.peek()));
  let best: number | undefined;
  for (const [at, head] of heads.entries()) {
    if (head !== undefined && (best === undefined || isNewer(head.id, heads[best]?.id ?? ""))) best = at;
  }
  if (best === undefined) return undefined;
  readers[best]?.take();
  return heads[best];
}

/** `<ms>-<number>`, both without leading zeros. */
function isNewer(one: string, other: string): boolean {
  const [oneMs = 0, oneNumber = 0] = one.split("-").map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split("-").map(Number);
  return oneMs === otherMs ? oneNumber > otherNumber : oneMs > otherMs;
}

/** Where a stream is read on after a cursor: of the same id the later streams are still to come. */
function endOf(partition: Partition, from: Place | undefined): string {
  if (from === undefined) return "+";
  return PARTITIONS.indexOf(partition) > PARTITIONS.indexOf(from.partition) ? from.id : `(${from.id}`;
}

function readCursor(cursor: string): Place {
  const [, id, partition] = /^(\d{1,15}-\d{1,15})\.([012])$/.exec(cursor) ?? [];
  const name = PARTITIONS[Number(partition ?? -1)];
  if (id === undefined || name === undefined)
    throw new InvalidInputError("bad_cursor", "The cursor is not one that a page gave.");
  return { id, partition: name };
}

function isWanted(entry: AuditEntry, { tenant, what }: AuditFilter): boolean {
  return (tenant === undefined || entry.tenant === tenant) && (what === undefined || entry.what.startsWith(what));
}

/** Every text without secrets and control characters, and cut; an entry that is too large still says who did what. */
function encode(note: AuditNote, redact: (text: string) => string): string {
  const clean = (text: string): string =>
    redact(text.slice(0, LONGEST_REDACTED))
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "?")
      .slice(0, AUDIT_LIMITS.maxTextLength);
  const cleanAll = (texts: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(texts)
        .slice(0, AUDIT_LIMITS.maxDetails)
        .map(([name, text]) => [clean(name).slice(0, 40), clean(text)]),
    );
  const { who, what, tenant, about = {}, details = {}, outcome } = note;
  const base = {
    who: clean(who),
    what,
    outcome,
    ...("code" in note ? { code: clean(note.code) } : {}),
    ...(tenant === undefined ? {} : { tenant: clean(tenant) }),
  };
  const ids = { ...base, ...(Object.keys(about).length === 0 ? {} : { about: cleanAll(about) }) };
  const whole = { ...ids, ...(Object.keys(details).length === 0 ? {} : { details: cleanAll(details) }) };
  const fits = (value: object): boolean => Buffer.byteLength(JSON.stringify(value)) <= AUDIT_LIMITS.maxEntryBytes;
  return JSON.stringify([whole, ids].find(fits) ?? base);
}

function decode(id: string, json: string): AuditEntry {
  return { ...(JSON.parse(json) as AuditNote), id, at: Number(id.split("-")[0]) };
}
