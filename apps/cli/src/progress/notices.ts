import type { BatchStop, BatchSummary } from "@hailuo-queue/contracts";
import type { Diagnosis, Severity, Trouble } from "@hailuo-queue/producer";
import { formatCount } from "./display-text.ts";
import { joined, retell, say } from "../words/say.ts";

/** Something that a person should know while a batch is under way. */
export interface Notice {
  /** The same for the same matter, however its words change meanwhile. */
  readonly key: string;
  readonly kind: Exclude<Severity, "limit"> | "waits";
  /** Whole sentences. */
  readonly text: string;
}

/** A sign and a word for each kind: they are told apart without colours. */
export const noticeWords = (): Readonly<Record<Notice["kind"], string>> => ({
  asks: say`! needs you`,
  stops: say`■ stopped`,
  slows: say`~ slowed`,
  warns: say`· note`,
  waits: say`… waiting`,
});

/** What has to be told first. */
const ORDER: readonly Notice["kind"][] = ["asks", "stops", "slows", "warns", "waits"];

export interface NoticeFacts {
  readonly batch: BatchSummary;
  readonly diagnosis?: Diagnosis;
  /** Videos that are not where an earlier run stored them. */
  readonly missing: number;
  /** Why nothing can be seen just now, such as a Redis that is away. */
  readonly trouble?: string;
  readonly simulated: boolean;
  /** Whether this process works on the batch itself: then nobody has to start workers. */
  readonly hasWorkers: boolean;
}

/** What concerns this batch, what stops it first. What an account's limits hold back is no trouble. */
export function decideNotices(facts: NoticeFacts): readonly Notice[] {
  const { batch, diagnosis, missing, trouble, simulated } = facts;
  const unknown = batch.counts.submission_unknown;
  const all: (Notice | undefined)[] = [
    trouble === undefined ? undefined : { key: "service", kind: "waits", text: retell(trouble) },
    ...(diagnosis?.troubles ?? []).filter((each) => concerns(each, facts)).map((each) => noticeOf(each, facts)),
    // The batch knows it at once, and the diagnosis some seconds later.
    unknown === 0
      ? undefined
      : { key: "decision_needed", kind: "asks", text: decisionWords(unknown, batch.batchId, simulated) },
    batch.stopped === undefined || batch.counts.queued === 0
      ? undefined
      : {
          key: "batch_stopped",
          kind: "stops",
          text: describeStop({
            stopped: batch.stopped,
            batchId: batch.batchId,
            waiting: batch.counts.queued,
            simulated,
          }),
        },
    missing === 0 ? undefined : { key: "missing", kind: "asks", text: missingWords(missing, batch.batchId) },
  ];
  return all
    .filter((notice) => notice !== undefined)
    .toSorted((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind));
}

/** Told from the batch itself, in its own words. */
const OF_THE_BATCH: readonly Trouble["cause"][] = [
  "decision_needed",
  "batch_budget",
  "batch_no_price",
  "batch_failure_ratio",
];

function concerns(
  { severity, cause, batch: batchId, tenant, stage }: Trouble,
  { batch, hasWorkers }: NoticeFacts,
): boolean {
  if (severity === "limit" || OF_THE_BATCH.includes(cause)) return false;
  // That somebody has to decide says so, too.
  if (cause === "slots_lost" && severity === "slows") return false;
  if (batchId !== undefined && batchId !== batch.batchId) return false;
  if (tenant !== undefined && tenant !== batch.tenant) return false;
  const isWorkers = stage !== undefined && cause.startsWith("no_") && cause.endsWith("_worker");
  return !(isWorkers && hasWorkers);
}

function noticeOf(
  { cause, severity, account, model, code, what, remedy }: Trouble,
  { simulated }: NoticeFacts,
): Notice {
  const key = [cause, account, model, code].join("|");
  const kind = severity === "limit" ? "warns" : severity;
  // Of a simulated run nobody else can see its Redis, and no command changes it.
  return {
    key,
    kind,
    text: simulated && remedy.includes("`hailuo ") ? retell(what) : joined(retell(what), retell(remedy)),
  };
}

function decisionWords(count: number, batchId: string, simulated: boolean): string {
  const what = say`${formatCount(count)} may have been bought, as the ${count === 1 ? "answer was" : "answers were"} lost. None is sent again by itself.`;
  return simulated
    ? say`${what} In a real run, \`hailuo resolve ID\` decides.`
    : say`${what} \`hailuo list --batch ${batchId} --state submission_unknown\` lists them; \`hailuo resolve ID\` decides.`;
}

function missingWords(count: number, batchId: string): string {
  const what = say`${formatCount(count)} ${count === 1 ? "video is" : "videos are"} not where ${count === 1 ? "it was" : "they were"} stored.`;
  return say`${what} \`hailuo retry --batch ${batchId} --missing\` downloads them again and buys nothing.`;
}

interface Stopped {
  readonly stopped: BatchStop;
  readonly batchId: string;
  /** How many were not started. */
  readonly waiting: number;
  readonly simulated?: boolean;
}

/** Why some of a batch wait, and what lets them go on. A simulated one is in no Redis that a command could change. */
export function describeStop({ stopped, batchId, waiting: count, simulated }: Stopped): string {
  const waiting = say`${formatCount(count)} ${count === 1 ? "was" : "were"} not started`;
  const set = (option: string, value: string): string =>
    simulated === true
      ? say`Run it again with a higher ${option}.`
      : say`\`hailuo batches set ${batchId} ${option} ${value}\`, or a run with a higher ${option}, goes on.`;
  switch (stopped) {
    case "budget":
      return say`${waiting}: the budget has no room for the next. ${set("--budget", "AMOUNT")}`;
    case "no_price":
      return say`${waiting}: there is a budget, but the next one has no known price. Add one to HAILUO_PRICES_FILE, or run it with --budget none.`;
    case "failure_ratio":
      return say`${waiting}: too many failed. ${set("--max-failure-ratio", "RATIO")}`;
    case "rejected":
      return say`${waiting}: the batch was rejected because of invalid lines.`;
  }
}
