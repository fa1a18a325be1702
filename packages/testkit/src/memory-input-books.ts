import { costOfInput, INPUT_LIMITS, type InputBooks, type InputLitter, type KeptInput } from "@hailuo-queue/contracts";

/** The books of inputs in memory, with what a test needs to act as the store. */
export interface MemoryInputBooks extends InputBooks {
  /** As a generation's submit and its end do. */
  take(tenant: string, sha256: string): void;
  give(tenant: string, sha256: string): void;
  /** What was counted of each tenant, below 0 for what counts no more. */
  readonly counted: (readonly [string, number])[];
}

interface Entry {
  readonly tenant: string;
  input: KeptInput;
}

/** The twin of the books in Redis. Its clock is `now`, by default one that stands still. */
export function createMemoryInputBooks({
  now = () => 0,
  most = INPUT_LIMITS.maxPerTenant,
  mostBytes = Infinity,
}: { now?: () => number; most?: number; mostBytes?: number } = {}): MemoryInputBooks {
  const entries = new Map<string, Entry>();
  /** By the time from which it is to be deleted. */
  const litter = new Map<string, { readonly litter: InputLitter; readonly from: number }>();
  const counted: (readonly [string, number])[] = [];
  const bytesOf = (tenant: string): number =>
    counted.filter(([of]) => of === tenant).reduce((sum, [, bytes]) => sum + bytes, 0);
  const keyOf = (tenant: string, sha256: string): string => `${tenant}:${sha256}`;
  const litterOf = ({ tenant, bytes, objectKey }: InputLitter): string => `${tenant}:${bytes}:${objectKey}`;
  const drop = (each: InputLitter, from: number): void => void litter.set(litterOf(each), { litter: each, from });

  function change(tenant: string, sha256: string, by: (input: KeptInput) => KeptInput): void {
    const entry = entries.get(keyOf(tenant, sha256));
    if (entry !== undefined) entry.input = by(entry.input);
  }

  function remove({ tenant, input }: Entry): void {
    entries.delete(keyOf(tenant, input.sha256));
    drop({ tenant, objectKey: input.objectKey, bytes: input.facts.bytes }, now());
  }

  const ofTenant = (tenant: string): readonly KeptInput[] =>
    [...entries.values()].filter((entry) => entry.tenant === tenant).map(({ input }) => input);

  return {
    find: async (tenant, hashes) => hashes.map((sha256) => entries.get(keyOf(tenant, sha256))?.input),
    async renew(tenant, hashes) {
      for (const sha256 of hashes)
        change(tenant, sha256, (input) => (input.freeSince === undefined ? input : { ...input, freeSince: now() }));
      return hashes.map((sha256) => entries.get(keyOf(tenant, sha256))?.input);
    },
    announce: async (tenant, objectKey) => drop({ tenant, objectKey, bytes: 0 }, now() + 6 * INPUT_LIMITS.maxArrivalMs),
    async keep(tenant, input, replaces) {
      const existing = entries.get(keyOf(tenant, input.sha256));
      if (existing === undefined && ofTenant(tenant).length >= most) return { result: "full" };
      const announced = { tenant, objectKey: input.objectKey, bytes: 0 };
      const cost = costOfInput(input.facts.bytes);
      if (existing === undefined && bytesOf(tenant) + cost > mostBytes)
        return { result: "no_room", lack: { have: bytesOf(tenant), allowed: mostBytes, wanted: cost } };
      if (existing === undefined) {
        counted.push([tenant, cost]);
        litter.delete(litterOf(announced));
        const kept = { ...input, createdAt: now(), users: 0, freeSince: now() };
        entries.set(keyOf(tenant, input.sha256), { tenant, input: kept });
        return { result: "kept", input: kept };
      }
      if (existing.input.objectKey === replaces) {
        litter.delete(litterOf(announced));
        drop({ ...announced, objectKey: replaces }, now());
        existing.input = { ...existing.input, objectKey: input.objectKey };
      }
      if (existing.input.freeSince !== undefined) existing.input = { ...existing.input, freeSince: now() };
      return { result: "existing", input: existing.input };
    },
    async list(tenant, { limit, after }) {
      const sorted = ofTenant(tenant).toSorted(
        (left, right) => right.createdAt - left.createdAt || (left.sha256 < right.sha256 ? 1 : -1),
      );
      const behind = sorted.filter(
        ({ createdAt, sha256 }) =>
          after === undefined ||
          createdAt < after.createdAt ||
          (createdAt === after.createdAt && sha256 < after.sha256),
      );
      const items = behind.slice(0, limit);
      const last = items.at(-1);
      return behind.length > limit && last !== undefined
        ? { items, next: { createdAt: last.createdAt, sha256: last.sha256 } }
        : { items };
    },
    async remove(tenant, sha256) {
      const entry = entries.get(keyOf(tenant, sha256));
      if (entry === undefined) return "unknown";
      if (entry.input.users > 0) return "needed";
      remove(entry);
      return "removed";
    },
    async expire(keepMs) {
      const due = [...entries.values()].filter(
        ({ input }) => input.freeSince !== undefined && input.freeSince <= now() - keepMs,
      );
      due.forEach(remove);
      return due.length;
    },
    litter: async () => [...litter.values()].filter(({ from }) => from <= now()).map((each) => each.litter),
    async cleared(each) {
      if (!litter.delete(litterOf(each))) return false;
      if (each.bytes > 0) counted.push([each.tenant, -costOfInput(each.bytes)]);
      return true;
    },
    counted,
    take: (tenant, sha256) =>
      change(tenant, sha256, ({ freeSince: _free, ...input }) => ({ ...input, users: input.users + 1 })),
    give: (tenant, sha256) =>
      change(tenant, sha256, (input) => ({
        ...input,
        users: input.users - 1,
        ...(input.users === 1 ? { freeSince: now() } : {}),
      })),
  };
}
