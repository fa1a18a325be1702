import {
  type Attempts,
  type EarlierTake,
  type GenerationRecord,
  type GenerationRequest,
  type GenerationState,
  type LostCreateResolution,
  type NewGeneration,
  type PollError,
  type PollErrorAt,
  type Priority,
  readStoredInput,
  type RecordChanges,
  type StoredError,
  type StoredVideo,
  storedInputsOf,
  type TaskLookup,
  type TaskUsage,
  optional,
} from "@hailuo-queue/contracts";

type Fields = Readonly<Record<string, string | undefined>>;

/** Reads a record from its fields as JSON `[field, value, ...]`. Undefined for ''. */
export function readRecord(id: string, json: string): GenerationRecord | undefined {
  const fields = json === "" ? {} : readFields(JSON.parse(json) as string[]);
  const state = fields["state"];
  if (state === undefined) return undefined;
  return {
    id,
    state: state as GenerationState,
    request: JSON.parse(fields["request"] ?? "{}") as GenerationRequest,
    batchId: fields["batch"] ?? "",
    index: Number(fields["index"]),
    tenant: fields["tenant"] ?? "",
    objectKey:
      fields["objectKey"] ?? usualObjectKey({ id, batchId: fields["batch"] ?? "", customId: fields["customId"] }),
    run: Number(fields["run"] ?? 0),
    createdAt: Number(fields["createdAt"]),
    updatedAt: Number(fields["updatedAt"]),
    pollCount: Number(fields["pollCount"] ?? 0),
    ...(fields["resubmits"] === undefined ? {} : { resubmits: Number(fields["resubmits"]) }),
    ...(fields["flaggedTries"] === undefined ? {} : { flaggedTries: Number(fields["flaggedTries"]) }),
    ...(fields["take"] === undefined ? {} : { take: Number(fields["take"]) }),
    ...(fields["takes"] === undefined ? {} : { takes: JSON.parse(fields["takes"]) as readonly EarlierTake[] }),
    ...(fields["givenBack"] === undefined ? {} : { givenBack: true as const }),
    ...(fields["price"] === undefined ? {} : { priceMicroUsd: Number(fields["price"]) }),
    ...(fields["cost"] === undefined ? {} : { costMicroUsd: Number(fields["cost"]) }),
    ...optional({ priority: fields["priority"] as Priority | undefined }),
    ...texts(fields, ["customId", "account", "taskId", "fileId", "trace"]),
    ...readLastPoll(fields),
    ...times(fields, [
      "submittedAt",
      "acceptedAt",
      "generatedAt",
      "endedAt",
      "nextPollAt",
      "deadlineAt",
      "cancelRequestedAt",
    ]),
    ...(fields["usage"] === undefined ? {} : { usage: JSON.parse(fields["usage"]) as TaskUsage }),
    ...(fields["error"] === undefined ? {} : { error: JSON.parse(fields["error"]) as StoredError }),
    ...(fields["lookup"] === undefined || state !== "submission_unknown"
      ? {}
      : { lookup: JSON.parse(fields["lookup"]) as TaskLookup }),
    ...optional({ resolution: fields["resolution"] as LostCreateResolution | undefined }),
    ...(fields["attempts"] === undefined ? {} : { attempts: JSON.parse(fields["attempts"]) as Attempts }),
    ...(fields["refusals"] === undefined
      ? {}
      : { refusals: JSON.parse(fields["refusals"]) as GenerationRecord["refusals"] & object }),
    ...(fields["video"] === undefined ? {} : { video: JSON.parse(fields["video"]) as StoredVideo }),
  };
}

/**
 * What came in place of a status holds for its own poll alone: a poll noted since, by whatever version, has taken it
 * back.
 */
function readLastPoll(fields: Fields): Pick<GenerationRecord, "providerStatus" | "pollError"> {
  const status = fields["providerStatus"];
  const former = status === undefined ? undefined : readFormerPollError(status);
  const known = status === undefined || former !== undefined ? {} : { providerStatus: status };
  const { pollCount, ...pollError } = JSON.parse(fields["pollError"] ?? "{}") as PollErrorAt;
  if (pollCount !== undefined && String(pollCount) === fields["pollCount"]) return { ...known, pollError };
  return former === undefined ? known : { pollError: former };
}

/** Earlier versions wrote it in brackets into the status. */
function readFormerPollError(status: string): PollError | undefined {
  if (!status.startsWith("(") || !status.endsWith(")")) return undefined;
  const notFoundPolls = Number(/^\(not found, (\d+) in a row\)$/.exec(status)?.[1] ?? 0);
  return { code: notFoundPolls > 0 ? "not_found" : status.slice(1, -1), notFoundPolls };
}

function readFields(reply: readonly string[]): Fields {
  const fields: Record<string, string> = {};
  for (let at = 0; at + 1 < reply.length; at += 2) fields[reply[at] as string] = reply[at + 1] as string;
  return fields;
}

/** Not written where it is this one: it would be a tenth of the record. */
function usualObjectKey({
  id,
  batchId,
  customId,
}: Pick<GenerationRecord, "id" | "batchId"> & { readonly customId?: string | undefined }): string {
  return `${batchId}/${customId ?? id}.mp4`;
}

/** Of the inputs that a request names, as the scripts take them. */
export function inputHashes(request: GenerationRequest): string {
  return [...new Set(storedInputsOf(request).map((reference) => readStoredInput(reference).sha256))].join(" ");
}

/** Price and names of a record that only waits, as record.lua reads them. */
export function packNames(generation: NewGeneration): string {
  const { batchId, tenant, priority = "", customId = "", idempotencyKey, webhook = "", trace = "" } = generation;
  const objectKey = generation.objectKey === usualObjectKey(generation) ? "" : generation.objectKey;
  const inputs = inputHashes(generation.request);
  const names = JSON.stringify([
    batchId,
    tenant,
    priority,
    customId,
    idempotencyKey,
    objectKey,
    webhook,
    ...(trace === "" ? (inputs === "" ? [] : [inputs]) : [inputs, trace]),
  ]);
  return `${generation.priceMicroUsd ?? "-"} ${names}`;
}

/** What a transition sets and removes, as the script takes it. */
export function writeChanges(changes: RecordChanges): {
  readonly set: readonly string[];
  readonly remove: readonly string[];
} {
  const set: string[] = [];
  const remove: string[] = [];
  for (const [name, value] of Object.entries(changes) as [string, unknown][]) {
    if (value === undefined) continue;
    if (value === null) remove.push(name);
    else set.push(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  return { set, remove };
}

function texts<Name extends string>(fields: Fields, names: readonly Name[]): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function times<Name extends string>(fields: Fields, names: readonly Name[]): Partial<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined) found[name] = Number(value);
  }
  return found;
}
