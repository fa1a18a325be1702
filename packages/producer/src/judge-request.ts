import {
  FAULT_LIMITS,
  INPUT_LIMITS,
  type InputBooks,
  isStoredInput,
  type LookUpInput,
  mediaTexts,
  MISSING_INPUT,
  type ParsedRequest,
  parseGenerationRequest,
  readStoredInput,
  RefusedRequestError,
  type RequestFault,
  spellRequest,
} from "@hailuo-queue/contracts";

/**
 * Reads what is known of the inputs that some raw requests name. `missing`: what is said of those that are not there;
 * `later` leaves it to the submit itself, which knows whether the request was sent before.
 */
export async function lookUpInputs(
  books: Pick<InputBooks, "renew">,
  tenant: string,
  requests: readonly unknown[],
  missing: "later" | undefined,
): Promise<LookUpInput> {
  const named = requests.flatMap((request) =>
    mediaTexts(fieldsOf(request)).flatMap(({ text }) => (isStoredInput(text) ? [text] : [])),
  );
  const hashes = [...new Set(named.map((reference) => readStoredInput(reference).sha256))];
  const kept = hashes.length === 0 ? [] : await books.renew(tenant, hashes);
  const factsOf = new Map(kept.flatMap((input) => (input === undefined ? [] : [[input.sha256, input.facts] as const])));
  return (reference) => factsOf.get(readStoredInput(reference).sha256) ?? missing;
}

/**
 * Whether a request may name a task of the provider: whoever serves a tenant says no, as any task of the account may be
 * meant.
 */
export type TaskNaming = "any" | "none";

/**
 * Validates a raw request, that it is small enough to stand in a record, and that it names no task where it may not.
 */
export function judgeRequest(request: unknown, lookUpInput: LookUpInput, tasks: TaskNaming = "any"): ParsedRequest {
  const parsed = parseGenerationRequest(request, { lookUpInput });
  const fields = fieldsOf(request);
  const ours = [...longDataUrls(fields), ...(tasks === "none" ? namedTasks(fields) : [])];
  if (ours.length === 0) return parsed;
  const [faults, count] = parsed.ok ? [[], 0] : [parsed.faults, parsed.faultCount];
  return { ok: false, faults: [...faults, ...ours.slice(0, FAULT_LIMITS.maxTold)], faultCount: count + ours.length };
}

/** By their own names, whatever the caller calls them: what counts is what will be sent. */
function fieldsOf(request: unknown): Readonly<Record<string, unknown>> {
  if (typeof request !== "object" || request === null || Array.isArray(request)) return {};
  return spellRequest(request as Readonly<Record<string, unknown>>).fields;
}

function namedTasks({ source_task_id: value }: Readonly<Record<string, unknown>>): RequestFault[] {
  if (value === undefined) return [];
  const message =
    "names a task of the provider, and whose it is cannot be seen; send POST " +
    "/api/v1/generations/{id}/upscale for a generation of yours";
  return [{ field: "source_task_id", value, message }];
}

function longDataUrls(fields: Readonly<Record<string, unknown>>): RequestFault[] {
  return mediaTexts(fields)
    .filter(({ text }) => text.length > INPUT_LIMITS.maxKeptCharacters && /^data:/i.test(text))
    .map(({ field, text }) => ({
      field,
      value: text,
      message:
        `is a data URL of ${text.length} characters, and a record keeps at most ` +
        `${INPUT_LIMITS.maxKeptCharacters}; send it to the gateway, which keeps it as an input, ` +
        "name its file to `hailuo submit`, or give its http(s) URL",
    }));
}

/** For what a submit found out itself. */
export function missingInput(request: unknown, sha256: string): RefusedRequestError {
  const faults = mediaTexts(fieldsOf(request))
    .filter(({ text }) => isStoredInput(text) && readStoredInput(text).sha256 === sha256)
    .map(({ field, text }): RequestFault => ({ field, value: text, message: MISSING_INPUT }));
  return new RefusedRequestError("input_not_found", faults);
}
