import {
  type AccountUsage,
  FAULT_LIMITS,
  type GenerationRequest,
  type InputFacts,
  type PriceTable,
  UPLOAD_LIMITS,
} from "@hailuo-queue/contracts";
import {
  createInputNotes,
  guessSeconds,
  lookAtMedia,
  type QuoteLimits,
  readItems,
  type Tally,
  tally,
} from "@hailuo-queue/intake";
import { Problem } from "../http/problem.ts";
import { showInput, type ShownInput } from "../views/uploaded-input.ts";
import type { IngestFault, UploadReading } from "./ingest-items.ts";

export interface DryRunReport {
  readonly received: number;
  readonly invalid: number;
  readonly faults: readonly IngestFault[];
  readonly input: ShownInput;
  readonly wanted: Tally;
  /** Undefined where no account has been seen yet: its limits come with the first worker. */
  readonly seconds: number | undefined;
}

export interface DryRunParts {
  readonly prices: PriceTable;
  readonly accounts: () => Promise<readonly AccountUsage[]>;
  readonly nowMs: number;
}

const { maxDryRunItems: MOST_ENTRIES, maxBlankLines } = UPLOAD_LIMITS;
const MINUTE_MS = 60_000;
/** Of media in the items, which are looked at just before the entries that hold them. */
const KEPT_FACTS = 1000;

/**
 * Judges and prices a stream of items, and guesses how long they would take; writes nothing.
 * @throws Problem (413 `too_many_items`).
 */
export async function dryRun(
  source: AsyncIterable<Uint8Array>,
  read: UploadReading,
  { prices, accounts, nowMs }: DryRunParts,
): Promise<DryRunReport> {
  const counts = { received: 0, invalid: 0 };
  const faults: IngestFault[] = [];
  const facts = new Map<string, InputFacts>();
  const look = lookAtMedia((reference, found) => {
    if (facts.size === KEPT_FACTS) facts.clear();
    facts.set(reference, found);
  });
  const notes = createInputNotes();
  const how = {
    ...read,
    notes,
    keepMedia: look,
    lookUpInput: (reference: string) => facts.get(reference) ?? ("later" as const),
  };
  async function* requests(): AsyncGenerator<GenerationRequest> {
    for await (const entry of readItems(source, { ...how, maxLines: MOST_ENTRIES + maxBlankLines })) {
      if (counts.received === MOST_ENTRIES)
        throw new Problem(413, "too_many_items", {
          detail: `A dry run accepts at most ${MOST_ENTRIES} items; send fewer.`,
        });
      const index = counts.received;
      counts.received += 1;
      if (entry.item !== undefined) {
        yield entry.item.request;
        continue;
      }
      counts.invalid += 1;
      for (const { line = null, field = null, message } of entry.faults)
        if (faults.length < FAULT_LIMITS.maxTold) faults.push({ index, line, field, message });
    }
  }
  const wanted = await tally(requests(), prices, nowMs);
  const limits = limitsOf(await accounts(), new Set(wanted.kinds.map(({ model }) => model)));
  return {
    ...counts,
    faults,
    input: showInput(notes),
    wanted,
    seconds: limits === undefined ? undefined : guessSeconds(wanted, limits),
  };
}

/** What the accounts that serve these models allow together. */
function limitsOf(accounts: readonly AccountUsage[], models: ReadonlySet<string>): QuoteLimits | undefined {
  const serving = accounts.filter(({ models: own }) => own === undefined || own.some((model) => models.has(model)));
  if (serving.length === 0) return undefined;
  const minutes = serving.map(
    ({ windows }) => windows.find((one) => one.callType === "create" && one.windowMs === MINUTE_MS)?.limit,
  );
  return {
    maxInFlight: serving.reduce((sum, { slotsAllowed }) => sum + slotsAllowed, 0),
    createPerMinute: minutes.reduce(
      (sum, limit) => (sum === undefined || limit === undefined ? undefined : sum + limit),
      0,
    ),
  };
}
