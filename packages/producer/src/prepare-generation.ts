import {
  CUSTOM_ID_RULE,
  currentTrace,
  type GenerationRequest,
  InvalidInputError,
  isCustomId,
  type LookUpInput,
  makesPrompt,
  type NewGeneration,
  optional,
  PRIORITIES,
  RefusedRequestError,
  shorten,
  webhookText,
} from "@hailuo-queue/contracts";
import { digest } from "./digest.ts";
import { judgeRequest, type TaskNaming } from "./judge-request.ts";
import { newGenerationId } from "./new-id.ts";
import { checkObjectKeyTemplate, compileObjectKey, DEFAULT_OBJECT_KEY } from "./object-key-template.ts";
import { customIdKey } from "./custom-id-key.ts";
import { markedName, safeName } from "./safe-name.ts";
import type { SubmitItem, SubmitOptions } from "./types.ts";

/** The tenant of submits that name none. */
export const DEFAULT_TENANT = "default";
/** Names that become parts of keys and paths. */
const PLAIN_NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/;
/** Generations without a custom_id are stored under their id: a name that holds one could take its place. */
const HOLDS_AN_ID = /gen_[0-9a-f]{32}/;

/** The price of a request today, as the record keeps it. */
export type PriceOf = (request: GenerationRequest) => Pick<NewGeneration, "priceMicroUsd">;

/** Turns what callers gave into what the ledger writes. Everything is checked before anything is enqueued. */
export function prepareGenerations(
  items: readonly SubmitItem[],
  options: SubmitOptions,
  priceOf: PriceOf,
  lookUpInput: LookUpInput = () => undefined,
): readonly NewGeneration[] {
  const prepare = createPreparer(options, priceOf);
  return items.map((item, at) => prepare(item, at, lookUpInput));
}

/** Where generations stand whose caller names no batch: a batch has one tenant. */
export function defaultBatch(tenant = DEFAULT_TENANT): string {
  return tenant === DEFAULT_TENANT ? "default" : `tenant-${tenant}`;
}

/**
 * The same for items that come one after the other; `at` is their place. It keeps of each only what tells doubles.
 * @throws InvalidInputError, when called: `bad_priority`; of an item `bad_name`, `duplicate_custom_id`.
 */
export function createPreparer(
  options: SubmitOptions,
  priceOf: PriceOf,
): (item: SubmitItem, at: number, lookUpInput: LookUpInput) => NewGeneration {
  const {
    tenant = DEFAULT_TENANT,
    batchId = defaultBatch(tenant),
    objectKeyTemplate = DEFAULT_OBJECT_KEY,
    priority,
    webhook,
    webhookStates,
    tasks,
  } = options;
  if (priority !== undefined && !PRIORITIES.includes(priority))
    throw new InvalidInputError(
      "bad_priority",
      `The priority "${String(priority)}" is none of ${PRIORITIES.join(", ")}.`,
    );
  checkPlaces({ batchId, tenant, objectKeyTemplate });
  const renderObjectKey = compileObjectKey(objectKeyTemplate);
  const trace = currentTrace();
  const repeats = new Map<string, number>();
  const customIds = new Set<string>();
  return (item, at, lookUpInput) => {
    const request = readRequest(item, at, lookUpInput, tasks);
    const requestText = JSON.stringify(request);
    const fingerprint = digest(requestText);
    const { customId } = item;
    if (customId !== undefined) {
      if (!isCustomId(customId))
        throw new InvalidInputError(
          "bad_name",
          `The custom_id ${shorten(customId)} cannot be used: it ${CUSTOM_ID_RULE}.`,
        );
      if (customIds.has(customId))
        throw new InvalidInputError(
          "duplicate_custom_id",
          `custom_id "${customId}" is used twice in this submit; it must be unique in a batch.`,
        );
      customIds.add(customId);
    }
    const id = newGenerationId();
    const idempotencyKey = keyOf(item) ?? repeatKey(fingerprint, repeats);
    return {
      id,
      request,
      requestText,
      batchId,
      tenant,
      objectKey: endingOf(
        renderObjectKey({ id, batch: batchId, custom_id: nameInKey(item, idempotencyKey) }),
        request.model,
      ),
      idempotencyKey,
      fingerprint,
      ...optional({ customId }),
      ...priceOf(request),
      ...(priority === undefined || priority === "normal" ? {} : { priority }),
      ...(webhook === undefined ? {} : { webhook: webhookText(webhook, webhookStates) }),
      ...optional({ trace }),
    };
  };
}

/** @throws InvalidInputError for names and templates that cannot become parts of keys. */
export function checkPlaces(places: {
  readonly batchId: string;
  readonly tenant: string;
  readonly objectKeyTemplate: string;
}): void {
  requirePlainName("batch", places.batchId);
  requirePlainName("tenant", places.tenant);
  checkObjectKeyTemplate(places.objectKeyTemplate);
}

/** For messages. */
const NAME_RULE =
  'may have 1 to 128 letters, digits, ".", "_" and "-", and may not hold an id of ours (gen_ and 32 digits)';

/** Whether a batch or tenant may have this name. It must not look as if it contained the id of a generation. */
function isPlainName(name: string): boolean {
  return PLAIN_NAME.test(name) && !HOLDS_AN_ID.test(name);
}

/** What stands for `{custom_id}` in its object key. */
export function nameInKey(
  { customId, name }: Pick<SubmitItem, "customId" | "name">,
  idempotencyKey: string,
): string | undefined {
  if (customId !== undefined) return safeName(customId);
  return name === undefined ? undefined : markedName(name, idempotencyKey);
}

/** A template's keys end as videos do. */
export function endingOf(objectKey: string, model: string): string {
  return makesPrompt(model) ? objectKey.replace(/\.mp4$/, ".txt") : objectKey;
}

function keyOf({ customId, idempotencyKey }: SubmitItem): string | undefined {
  if (idempotencyKey !== undefined) return `key:${digest(idempotencyKey)}`;
  return customId === undefined ? undefined : customIdKey(customId);
}

/** The same request wanted twice in one batch is two generations; sent again, it is the same two. */
function repeatKey(fingerprint: string, repeats: Map<string, number>): string {
  const repeat = repeats.get(fingerprint) ?? 0;
  repeats.set(fingerprint, repeat + 1);
  return `request:${fingerprint}:${repeat}`;
}

function readRequest(
  item: SubmitItem,
  at: number,
  lookUpInput: LookUpInput,
  tasks: TaskNaming | undefined,
): GenerationRequest {
  const judged = judgeRequest(item.request, lookUpInput, tasks);
  if (judged.ok) return judged.request;
  throw new RefusedRequestError("invalid_request", judged.faults, item.customId ?? String(at + 1));
}

function requirePlainName(what: string, name: string): void {
  if (isPlainName(name)) return;
  throw new InvalidInputError("bad_name", `The ${what} "${name}" cannot be used: it ${NAME_RULE}.`);
}
