import {
  BATCH_LIMITS,
  type BatchFault,
  type BatchLedger,
  type BatchLimits,
  type BatchSettings,
  type BatchSummary,
  CUSTOM_ID_RULE,
  type InputBooks,
  InvalidInputError,
  INVALID_LINES,
  isCustomId,
  KEPT_FAULT_LIMITS,
  type Ledger,
  type LookUpInput,
  type NewGeneration,
  PRIORITIES,
  type RequestFault,
  type RequestIndex,
  type SealReceipt,
  shorten,
  type SubmitReceipt,
  optional,
  webhookText,
} from "@hailuo-queue/contracts";
import { giveWay } from "@hailuo-queue/turns";
import { v7 as uuidv7 } from "uuid";
import { checkLabels } from "./check-labels.ts";
import { customIdKey } from "./custom-id-key.ts";
import { digest } from "./digest.ts";
import { judgeRequest, lookUpInputs, missingInput, type TaskNaming } from "./judge-request.ts";
import { newGenerationId } from "./new-id.ts";
import { compileObjectKey, DEFAULT_OBJECT_KEY } from "./object-key-template.ts";
import { checkPlaces, DEFAULT_TENANT, endingOf, nameInKey, type PriceOf } from "./prepare-generation.ts";
import { sendAhead } from "./send-ahead.ts";
import { noteCreated } from "./submit-batch.ts";
import type { BatchItem, ItemReceipt, OpenBatchOptions } from "./types.ts";

type Books = Ledger & BatchLedger;
type JudgedItem = { readonly generation: NewGeneration } | { readonly faults: readonly RequestFault[] };

/** Bounds what a call holds in memory; a caller that has more sends more calls. */
const MOST_ITEMS = 1000;
const CHUNK = 100;
/**
 * Before the place of an item that has no name of its own. Those that have one carry the place at the end of their
 * fingerprint.
 */
const INDEX_KEY = "index:";

/**
 * Opens a batch that is filled and sealed later; one that is open already under the same terms is returned as it is.
 * @throws InvalidInputError: `bad_option`, `bad_priority`; `batch_conflict` where it exists on other terms.
 */
export async function openBatch(ledger: Books, options: OpenBatchOptions): Promise<BatchSummary> {
  const {
    tenant = DEFAULT_TENANT,
    objectKeyTemplate = DEFAULT_OBJECT_KEY,
    invalid = "reject",
    priority,
    maxFailureRatio,
    budgetMicroUsd,
    webhook,
    webhookOfEach = false,
    webhookStates,
    labels,
  } = options;
  const batchId = options.batchId ?? `batch_${uuidv7().replaceAll("-", "")}`;
  checkPlaces({ batchId, tenant, objectKeyTemplate });
  if (!INVALID_LINES.includes(invalid))
    throw new InvalidInputError("bad_option", `invalid is "${String(invalid)}", allowed are reject and skip.`);
  if (priority !== undefined && !PRIORITIES.includes(priority))
    throw new InvalidInputError(
      "bad_priority",
      `The priority "${String(priority)}" is none of ${PRIORITIES.join(", ")}.`,
    );
  checkLimits(options);
  if (labels !== undefined) checkLabels(labels);
  const opened = await ledger.openBatch({
    batchId,
    tenant,
    objectKeyTemplate,
    invalid,
    ...optional({ priority, maxFailureRatio, budgetMicroUsd, labels }),
    ...(webhook === undefined
      ? {}
      : { webhook, ...(webhookOfEach ? { webhookOfEach, ...optional({ webhookStates }) } : {}) }),
  });
  const summary = await ledger.batch(batchId);
  if (opened === "conflict" || summary === undefined)
    throw new InvalidInputError(
      "batch_conflict",
      `The batch "${batchId}" exists with other settings; give this one another name.`,
    );
  return summary;
}

/** @throws InvalidInputError (`bad_failure_ratio`, `bad_budget`). */
export function checkLimits({ maxFailureRatio, budgetMicroUsd }: BatchLimits): void {
  if (maxFailureRatio !== undefined && maxFailureRatio !== null) checkFailureRatio(maxFailureRatio);
  if (
    budgetMicroUsd === undefined ||
    budgetMicroUsd === null ||
    (Number.isSafeInteger(budgetMicroUsd) && budgetMicroUsd >= 0)
  )
    return;
  throw new InvalidInputError(
    "bad_budget",
    `The budget ${budgetMicroUsd} cannot be used; it is a whole number of millionths of a US dollar.`,
  );
}

function checkFailureRatio(ratio: number): void {
  if (ratio >= 0 && ratio <= 1) return;
  throw new InvalidInputError(
    "bad_failure_ratio",
    `The failure ratio ${ratio} cannot be used; it is a number from 0 to 1 (0.1: one in ten may fail).`,
  );
}

export interface AddItemsParts {
  readonly ledger: Books;
  readonly requests: Pick<RequestIndex, "note">;
  readonly inputs: Pick<InputBooks, "renew">;
  readonly priceOf: PriceOf;
  readonly tasks?: TaskNaming | undefined;
}

/**
 * Adds items to an open batch; an item that is there already is not added again.
 * @throws InvalidInputError: `too_many_items`, `unknown_batch`, `batch_sealed`.
 */
export async function addItems(
  { ledger, requests, inputs, priceOf, tasks }: AddItemsParts,
  batchId: string,
  items: readonly BatchItem[],
): Promise<readonly ItemReceipt[]> {
  if (items.length > MOST_ITEMS)
    throw new InvalidInputError(
      "too_many_items",
      `${items.length} items came in one call; at most ${MOST_ITEMS} are taken.`,
    );
  const settings = await ledger.batchSettings(batchId);
  if (settings === undefined) throw unknownBatch(batchId);
  if (!settings.open)
    throw new InvalidInputError(
      "batch_sealed",
      `The batch "${batchId}" is sealed and takes no more items; open another one for them.`,
    );
  for (const { index } of items) refuseBadIndex(index);
  const lookUpInput = await lookUpInputs(
    inputs,
    settings.tenant,
    items.map(({ request }) => request),
    "later",
  );
  const place = {
    batchId,
    settings,
    renderObjectKey: compileObjectKey(settings.objectKeyTemplate),
    priceOf,
    lookUpInput,
    tasks,
  };
  const answers: ItemReceipt[] = [];
  for await (const { chunk, answer } of sendAhead(judgedChunks(items, place), ({ good }) => submitGood(good)))
    answers.push(...chunk.answer(answer));
  await ledger.noteFaults(
    batchId,
    answers.flatMap((answer, at) => faultOf(answer, items[at])),
    answers.flatMap((answer) => (answer.result === "invalid" ? [] : [answer.index])),
  );
  return answers;

  async function submitGood(good: readonly NewGeneration[]): Promise<readonly SubmitReceipt[]> {
    const receipts = await ledger.submit(good);
    await noteCreated(requests, good, receipts);
    return receipts;
  }
}

/** Counts items that were invalid before they came here, by their index. */
export async function noteBatchFaults(ledger: Books, batchId: string, faults: readonly BatchFault[]): Promise<void> {
  for (const { index } of faults) refuseBadIndex(index);
  await ledger.noteFaults(batchId, faults, []);
}

/**
 * Seals a batch, so that it starts, or is rejected for its faults. One that lacks items of `total` stays open.
 * @throws InvalidInputError: `unknown_batch`.
 */
export async function sealBatch(
  ledger: Books,
  batchId: string,
  options: { readonly total?: number } = {},
): Promise<SealReceipt> {
  const { total } = options;
  const receipt = await ledger.sealBatch(batchId, total);
  if (receipt === undefined) throw unknownBatch(batchId);
  return receipt.result === "incomplete" ? { ...receipt, total: total ?? 0 } : receipt;
}

interface JudgedChunk {
  readonly good: readonly NewGeneration[];
  answer(receipts: readonly SubmitReceipt[]): readonly ItemReceipt[];
}

/** Judged while Redis writes the ones before. */
async function* judgedChunks(items: readonly BatchItem[], place: ItemPlace): AsyncGenerator<JudgedChunk> {
  for (let at = 0; at < items.length; at += CHUNK) {
    const chunk: { readonly item: BatchItem; readonly judged: JudgedItem }[] = [];
    for (const item of items.slice(at, at + CHUNK)) {
      chunk.push({ item, judged: judge(item, place) });
      const rest = giveWay();
      if (rest !== undefined) await rest;
    }
    yield {
      good: chunk.flatMap(({ judged }) => ("generation" in judged ? [judged.generation] : [])),
      answer(receipts) {
        const left = receipts.values();
        return chunk.map(({ item, judged }) =>
          "faults" in judged ? invalid(item, judged.faults) : receiptOf(item, left.next().value),
        );
      },
    };
  }
}

function receiptOf(item: BatchItem, receipt: SubmitReceipt | undefined): ItemReceipt {
  if (receipt === undefined) throw new Error("unreachable: each submitted item has a receipt");
  if (receipt.result === "input_gone") return invalid(item, missingInput(item.request, receipt.sha256).faults);
  if (receipt.result !== "conflict" || item.customId === undefined) return { index: item.index, ...receipt };
  return invalid(item, [takenCustomId(item.customId, receipt.id)]);
}

function invalid({ index }: BatchItem, faults: readonly RequestFault[]): ItemReceipt {
  return { index, result: "invalid", faults };
}

function refuseBadIndex(index: number): void {
  if (Number.isSafeInteger(index) && index >= 0 && index < BATCH_LIMITS.maxItems) return;
  throw new InvalidInputError(
    "bad_index",
    `The index ${String(index)} cannot be used; it is the item's place in the ` +
      `batch, from 0 to ${BATCH_LIMITS.maxItems - 1}.`,
  );
}

/** As batch-ends.lua reads it. */
const WEBHOOK_OF_BATCH = "*";

interface ItemPlace {
  readonly batchId: string;
  readonly settings: BatchSettings;
  readonly renderObjectKey: ReturnType<typeof compileObjectKey>;
  readonly priceOf: PriceOf;
  readonly lookUpInput: LookUpInput;
  readonly tasks: TaskNaming | undefined;
}

function judge(
  item: BatchItem,
  { batchId, settings, renderObjectKey, priceOf, lookUpInput, tasks }: ItemPlace,
): JudgedItem {
  const { tenant, webhook, webhookOfEach, webhookStates } = settings;
  const { index, customId } = item;
  const parsed = judgeRequest(item.request, lookUpInput, tasks);
  const faults = [
    ...(parsed.ok ? [] : parsed.faults),
    ...(customId === undefined || isCustomId(customId) ? [] : [badCustomId(customId)]),
  ];
  if (!parsed.ok || faults.length > 0) return { faults };
  const id = newGenerationId();
  const idempotencyKey = customId === undefined ? `${INDEX_KEY}${index}` : customIdKey(customId);
  const requestText = JSON.stringify(parsed.request);
  const wanted = digest(requestText);
  return {
    generation: {
      id,
      request: parsed.request,
      requestText,
      batchId,
      tenant,
      objectKey: endingOf(
        renderObjectKey({ id, batch: batchId, custom_id: nameInKey(item, idempotencyKey) }),
        parsed.request.model,
      ),
      idempotencyKey,
      // Two items of one custom id are a mistake, also when they want the same.
      fingerprint: customId === undefined ? wanted : `${wanted}.${index}`,
      ...optional({ customId }),
      ...priceOf(parsed.request),
      // The batch's own, which stands there once: sent once, it must not be kept a million times.
      ...(webhook === undefined || webhookOfEach === undefined
        ? {}
        : { webhook: webhookText(WEBHOOK_OF_BATCH, webhookStates) }),
    },
  };
}

function badCustomId(customId: string): RequestFault {
  return { field: "custom_id", value: customId, message: CUSTOM_ID_RULE };
}

function takenCustomId(customId: string, id: string): RequestFault {
  return {
    field: "custom_id",
    value: customId,
    message: `"${customId}" is already used in this batch by another item (generation ${id})`,
  };
}

function faultOf(answer: ItemReceipt, item: BatchItem | undefined): BatchFault[] {
  if (answer.result !== "invalid") return [];
  const faults = answer.faults.map(({ field, message }) => ({ field, message }));
  return [{ index: answer.index, faults, sentBytes: shorten(item?.request, LOOKED_AT).length }];
}

/** Of a bad item no more is kept than this. */
const LOOKED_AT = KEPT_FAULT_LIMITS.maxBytesOfLine;

function unknownBatch(batchId: string): InvalidInputError {
  return new InvalidInputError("unknown_batch", `There is no batch "${batchId}" that was opened.`);
}
