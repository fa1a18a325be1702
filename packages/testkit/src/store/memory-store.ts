import {
  DEFAULT_ACCOUNT,
  type Admission,
  type GenerationRequest,
  type Grant,
  holdsSlot,
  type Ledger,
  type LostCreates,
  sideAccount,
} from "@hailuo-queue/contracts";
import { makeMove, type MemoryAccount } from "./memory-moves.ts";
import { countStates, itemOf, newRow, type Row, type Rows, shown, summarize } from "./memory-rows.ts";

/** The clock and the choice of accounts of a {@link MemoryStore}. */
export interface MemoryStoreOptions {
  /** Unix ms; default a clock that moves by 1 ms with each look. */
  readonly now?: () => number;
  /** Who is granted it. Default: the default account, or its v2 side for H3. */
  readonly accountOf?: (request: GenerationRequest) => string;
}

/** The store in memory. It passes the same conformance suite as the store in Redis. */
export interface MemoryStore {
  readonly ledger: Ledger;
  readonly admission: Pick<Admission, "admittedBefore" | "reclaimSlots">;
  readonly lostCreates: LostCreates;
  /** As a dispatcher does: grants those that have waited longest, at most so many. */
  admit(count: number): Promise<readonly Grant[]>;
  /** By generation, the end of its slot's lease. Unix ms. */
  slots(account: string): ReadonlyMap<string, number>;
}

const ADMITTED_LEASE_MS = 10 * 60_000;

/**
 * The twin of the store in Redis, for the core's tests: records, moves, slots, windows, money and lost creates by the
 * same rules (`storeConformance`), without turns, limits, quotas, inputs, webhooks, the notes of failed tries and the
 * time for which one is set aside. Batches come by submits alone.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  let ticks = 0;
  const { now = () => (ticks += 1), accountOf = defaultAccount } = options;
  const rows: Rows = { all: new Map(), money: new Map(), batchTimes: new Map() };
  const accounts = new Map<string, MemoryAccount>();
  let runs = 0;
  const nextRun = (): number => (runs += 1);
  const ofState = (state: string): Row[] => [...rows.all.values()].filter(({ record }) => record.state === state);

  function accountNamed(name: string): MemoryAccount {
    const account = accounts.get(name) ?? { slots: new Map(), creates: new Map(), tasks: new Set(), lost: new Map() };
    accounts.set(name, account);
    return account;
  }

  const submit: Ledger["submit"] = async (generations) =>
    generations.map((wanted) => {
      const { id, batchId, idempotencyKey, fingerprint } = wanted;
      const same = itemOf(rows, batchId, idempotencyKey);
      if (same !== undefined && same.id !== id)
        return { result: same.fingerprint === fingerprint ? "existing" : "conflict", id: same.id };
      if (rows.all.has(id)) return { result: "created", id };
      const index = [...rows.all.values()].filter(({ record }) => record.batchId === batchId).length;
      rows.batchTimes.set(batchId, rows.batchTimes.get(batchId) ?? now());
      rows.all.set(id, newRow(wanted, index, now()));
      return { result: "created", id };
    });

  const notePoll: Ledger["notePoll"] = async (id, { run, pollCount, seen, nextPollAt, account, leaseMs }) => {
    const row = rows.all.get(id);
    if (row === undefined || !holdsSlot(row.record.state) || row.record.run !== run) return;
    Object.assign(row.record, { pollCount, nextPollAt, updatedAt: now() });
    delete row.record.pollError;
    if ("error" in seen) Object.assign(row, { errorAt: pollCount }).record.pollError = seen.error;
    else row.record.providerStatus = seen.providerStatus;
    accountNamed(account).slots.set(id, now() + leaseMs);
  };

  const list: Ledger["list"] = async ({ batchId, state, limit = 50, cursor }) => {
    const found = (state === undefined ? [...rows.all.values()] : ofState(state)).filter(
      ({ record }) => batchId === undefined || record.batchId === batchId,
    );
    const ordered =
      batchId === undefined ? found.toSorted((one, other) => (one.record.id < other.record.id ? 1 : -1)) : found;
    const place = ({ record }: Row): string =>
      batchId === undefined ? record.id : String(record.index).padStart(9, "0");
    const behind = ordered.filter(
      (row) => cursor === undefined || (batchId === undefined ? place(row) < cursor : place(row) > cursor),
    );
    const page = behind.slice(0, limit);
    const last = page.at(-1);
    const items = page.map(shown);
    return behind.length > limit && last !== undefined ? { items, nextCursor: place(last) } : { items };
  };

  const get: Ledger["get"] = async (id) => {
    const row = rows.all.get(id);
    return row === undefined ? undefined : shown(row);
  };

  const ledger: Ledger = {
    submit,
    findExisting: async (generations) =>
      generations.map(({ batchId, idempotencyKey, fingerprint }) => {
        const known = itemOf(rows, batchId, idempotencyKey);
        return known === undefined ? undefined : { id: known.id, same: known.fingerprint === fingerprint };
      }),
    get,
    getMany: (ids) => Promise.all(ids.map(get)),
    transition: async (id, transition) => makeMove({ rows, accountNamed, nextRun, now }, id, transition),
    notePoll,
    // For people alone: nothing in the core goes by it.
    noteAttempt: async () => undefined,
    list,
    batch: async (batchId) => summarize(rows, batchId),
    batches: async (limit = 50, after) => {
      const all = [...rows.batchTimes.keys()].toReversed();
      const first = after === undefined ? 0 : all.indexOf(after) + 1;
      if (after !== undefined && first === 0) return [];
      return all.slice(first, first + limit).flatMap((batchId) => summarize(rows, batchId) ?? []);
    },
    countByState: async () => countStates(rows.all.values()),
    async forgetEnded(kind, keepMs) {
      const states = kind === "succeeded" ? ["succeeded"] : ["failed", "cancelled"];
      const until = now() - keepMs;
      const due = states.flatMap(ofState).filter(({ ended = 0 }) => ended <= until);
      for (const { record } of due) rows.all.delete(record.id);
      for (const batchId of rows.batchTimes.keys())
        if (![...rows.all.values()].some(({ record }) => record.batchId === batchId)) rows.batchTimes.delete(batchId);
      return due.length;
    },
    forgetEmptyBatches: async () => [],
  };

  async function admit(count: number): Promise<readonly Grant[]> {
    const waiting = ofState("queued").filter(({ grant }) => grant === undefined);
    return waiting.slice(0, count).map((row) => {
      const { id, batchId, request, priceMicroUsd = 0 } = row.record;
      const run = nextRun();
      const account = accountOf(request);
      row.grant = { run, account, at: now() };
      accountNamed(account).slots.set(id, now() + ADMITTED_LEASE_MS);
      const sums = rows.money.get(batchId) ?? { reserved: 0, spent: 0 };
      rows.money.set(batchId, { ...sums, reserved: sums.reserved + priceMicroUsd });
      return { generationId: id, batchId, run, account };
    });
  }

  return {
    ledger,
    admit,
    slots: (account) => accountNamed(account).slots,
    admission: {
      async admittedBefore(ageMs) {
        const until = now() - ageMs;
        return ofState("queued").flatMap(({ record: { id, batchId }, grant }) =>
          grant !== undefined && grant.at <= until
            ? [{ generationId: id, batchId, run: grant.run, account: grant.account }]
            : [],
        );
      },
      async reclaimSlots() {
        const reclaimed: string[] = [];
        for (const { slots } of accounts.values())
          for (const [id, end] of slots) {
            const row = rows.all.get(id);
            const isAlive =
              row?.grant !== undefined ||
              (row !== undefined && holdsSlot(row.record.state) && (row.record.deadlineAt ?? 0) > now());
            if (end > now() || isAlive) continue;
            slots.delete(id);
            reclaimed.push(id);
          }
        return reclaimed;
      },
    },
    lostCreates: {
      list: async (account) => [...accountNamed(account).lost.values()],
      known: async (account, taskIds) => new Set(taskIds.filter((taskId) => accountNamed(account).tasks.has(taskId))),
      async note(generationId, run, lookup) {
        const record = rows.all.get(generationId)?.record;
        if (record?.state === "submission_unknown" && record.run === run) record.lookup = lookup;
      },
    },
  };
}

function defaultAccount({ model }: GenerationRequest): string {
  return model === "MiniMax-H3" ? sideAccount(DEFAULT_ACCOUNT, "v2") : DEFAULT_ACCOUNT;
}
