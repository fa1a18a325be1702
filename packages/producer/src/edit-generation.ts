import {
  type GenerationRecord,
  type GenerationRequest,
  type InputBooks,
  InvalidInputError,
  type Ledger,
  RefusedRequestError,
  type RequestIndex,
  spellRequest,
} from "@hailuo-queue/contracts";
import { changeRequest } from "./change-request.ts";
import { digest } from "./digest.ts";
import type { EditOptions, EditReceipt, RequestEdit } from "./edit.ts";
import type { PriceOf } from "./prepare-generation.ts";
import { judgeRequest, lookUpInputs } from "./judge-request.ts";

export interface EditParts {
  readonly ledger: Ledger;
  readonly requests: Pick<RequestIndex, "note">;
  readonly inputs: Pick<InputBooks, "renew">;
  readonly priceOf: PriceOf;
}

/** They name the item, and are no part of what is made. */
const KEPT_FIELDS = ["custom_id"] as const;

/**
 * MAY BUY: changes fields of a generation's request, and makes it again where it has ended.
 * @throws InvalidInputError (`unknown_generation`, `request_cut`) and RefusedRequestError for what cannot be asked for;
 * then nothing was changed.
 */
export async function editGeneration(
  parts: EditParts,
  id: string,
  edit: RequestEdit,
  { tasks }: EditOptions = {},
): Promise<EditReceipt> {
  const { ledger, requests, inputs, priceOf } = parts;
  const record = await ledger.get(id);
  if (record === undefined)
    throw new InvalidInputError("unknown_generation", `There is no generation "${id}". \`hailuo list\` shows the ids.`);
  const { fields, faults } = spellRequest(edit);
  const unchangeable = KEPT_FIELDS.filter((field) => fields[field] !== undefined);
  const refused = [
    ...faults,
    ...unchangeable.map((field) => ({ field, value: fields[field], message: "cannot be changed; submit another one" })),
  ];
  if (refused.length > 0) throw new RefusedRequestError("invalid_request", refused, record.customId ?? id);
  requireWhole(record, fields);
  const merged = mergeRequest(record.request, fields, takenAway(edit));
  const judged = judgeRequest(merged, await lookUpInputs(inputs, record.tenant, [merged], undefined), tasks);
  if (!judged.ok) throw new RefusedRequestError("invalid_request", judged.faults, record.customId ?? id);
  const { request } = judged;
  const fingerprint = digest(JSON.stringify(request));
  if (fingerprint === digest(JSON.stringify(record.request))) return { result: "same", id, take: record.take ?? 1 };
  const receipt = await changeRequest(ledger, record, { request, fingerprint, ...priceOf(request) });
  // It is enqueued whether or not this can be noted.
  if (receipt.result === "queued")
    await requests.note(record.tenant, record.batchId, [{ digest: fingerprint, id }]).catch(() => 0);
  return receipt;
}

/** Long texts of what was cancelled before it was bought are cut: what is left of one is no prompt. */
function requireWhole({ id, givenBack, request }: GenerationRecord, edit: RequestEdit): void {
  const cut = Object.entries(request).find(
    ([field, value]) => typeof value === "string" && value.endsWith("…") && edit[field] === undefined,
  );
  if (givenBack !== true || cut === undefined) return;
  throw new InvalidInputError(
    "request_cut",
    `${id} was cancelled before it was bought, and its ${cut[0]} is not kept whole: ` +
      `give it again (${cut[0]}), or submit the file that has it.`,
  );
}

/** Those that an edit names with null or nothing, by their own names. */
function takenAway(edit: RequestEdit): readonly string[] {
  const empty = Object.entries(edit).filter(([, value]) => value === null || value === "");
  return empty.flatMap(([name]) => Object.keys(spellRequest({ [name]: "x" }).fields));
}

/** Another model has defaults of its own: what was filled in for the one before is not asked of it. */
function mergeRequest(request: GenerationRequest, fields: RequestEdit, removed: readonly string[]): RequestEdit {
  const isOther = fields["model"] !== undefined && fields["model"] !== request.model;
  const { enable_prompt_expansion: expansion, ...rest } = request;
  const before = isOther && expansion === true ? rest : request;
  return Object.fromEntries(Object.entries({ ...before, ...fields }).filter(([field]) => !removed.includes(field)));
}
