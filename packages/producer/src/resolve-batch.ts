import { DEFAULT_ACCOUNT, type GenerationRecord, type Ledger, optional, sideOfAccount } from "@hailuo-queue/contracts";
import { decideResubmit, lookAgain } from "./check-resolution.ts";
import type { RefusalCode, Resolution } from "./resolution.ts";
import { type ResolveParts, settle } from "./resolve-generation.ts";

/** A decision for a whole batch: a single task cannot belong to several generations. */
export type BatchResolution = Exclude<Resolution, { action: "task" }>;

/** What a decision for a batch did, or would do in a dry run. */
export interface ResolveBatchReceipt {
  /** Generations of the batch that wait for a decision. */
  readonly waiting: number;
  /** With a dry run: that would be. */
  readonly resolved: number;
  readonly refused: Readonly<Partial<Record<RefusalCode, number>>>;
  /**
   * The prices of what is bought again, in millionths of a US dollar; those without a known price are counted beside
   * it.
   */
  readonly priceMicroUsd: number;
  readonly unpriced: number;
}

const AT_ONCE = 50;

/**
 * One decision for all of a batch that wait in `submission_unknown`. Before any is bought again each account that lists
 * tasks is looked through once, and those that may have a task are left as they are, with `force` none. A dry run asks
 * nobody: it goes by what was noted last.
 * @throws UnavailableError before anything was changed.
 */
export async function resolveBatch(
  parts: ResolveParts,
  batchId: string,
  resolution: BatchResolution,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<ResolveBatchReceipt> {
  const { ledger, desk } = parts;
  const looks = resolution.action === "resubmit" && resolution.force !== true;
  const looked = looks && !dryRun ? await lookAtAccounts() : new Map<string, number>();
  const tally = {
    waiting: 0,
    resolved: 0,
    refused: {} as Partial<Record<RefusalCode, number>>,
    priceMicroUsd: 0,
    unpriced: 0,
  };

  for await (const group of waitingOf(ledger, batchId)) await Promise.all(group.map(decide));
  return tally;

  async function lookAtAccounts(): Promise<Map<string, number>> {
    const accounts = new Set<string>();
    for await (const group of waitingOf(ledger, batchId))
      for (const { account = DEFAULT_ACCOUNT } of group) accounts.add(account);
    const times = await Promise.all(
      [...accounts].map(async (account) => [account, await lookAgain(desk, account)] as const),
    );
    return new Map(times.filter((entry): entry is [string, number] => entry[1] !== undefined));
  }

  async function decide(record: GenerationRecord): Promise<void> {
    tally.waiting += 1;
    const refusal = looks ? judge(record)?.code : undefined;
    const code = refusal ?? (dryRun ? undefined : await carryOut(record));
    if (code !== undefined) {
      tally.refused[code] = (tally.refused[code] ?? 0) + 1;
      return;
    }
    tally.resolved += 1;
    if (resolution.action === "fail") return;
    if (record.priceMicroUsd === undefined) tally.unpriced += 1;
    else tally.priceMicroUsd += record.priceMicroUsd;
  }

  function judge(record: GenerationRecord): ReturnType<typeof decideResubmit> {
    const account = record.account ?? DEFAULT_ACCOUNT;
    if (sideOfAccount(account) !== "v2") return undefined;
    // One of an account that came into the batch after the look was not looked for.
    return decideResubmit(record, dryRun ? 0 : (looked.get(account) ?? Infinity));
  }

  async function carryOut(record: GenerationRecord): Promise<RefusalCode | undefined> {
    const receipt = await settle(parts, record, resolution);
    if (receipt === undefined) return "changed";
    return receipt.result === "refused" ? receipt.code : undefined;
  }
}

/** Only as far as there are any: a batch may have a million that do not wait. */
async function* waitingOf(ledger: Ledger, batchId: string): AsyncIterable<readonly GenerationRecord[]> {
  let left = (await ledger.batch(batchId))?.counts.submission_unknown ?? 0;
  let cursor: string | undefined;
  while (left > 0) {
    const page = await ledger.list({ batchId, state: "submission_unknown", limit: 500, ...optional({ cursor }) });
    for (let at = 0; at < page.items.length; at += AT_ONCE) yield page.items.slice(at, at + AT_ONCE);
    left -= page.items.length;
    cursor = page.nextCursor;
    if (cursor === undefined) return;
  }
}
