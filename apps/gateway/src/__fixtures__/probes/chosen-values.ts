import { createHash } from "node:crypto";
import { z } from "zod";
import type { ApiDocument, Operation } from "./operations.ts";
import { inputHash, NOBODYS, type ProbeCast } from "./probe-cast.ts";

/** Where a caller writes something into a request. */
export interface ChosenPlace {
  readonly where: "path" | "query" | "header" | "body";
  readonly name: string;
}

/**
 * A value of another tenant's beside one of the same looks that never was: what is answered to the one has to be
 * answered to the other.
 */
export interface ValuePair {
  readonly what: string;
  readonly theirs: string;
  readonly nobodys: string;
}

/** Fields, parameters and headers that name nothing of anybody's. */
const PLAIN = new Set(
  `limit state start seal challenge Expires Signature name Prefer
   model prompt duration resolution enable_prompt_expansion fast_pretreatment aigc_watermark subject_reference ratio
   prompt_expansion_mode template_id media_inputs text_inputs priority webhook reuse rebuy code total invalid max_failure_ratio budget_usd
   webhook_of_each max_in_flight create_per_minute query_per_minute files_per_minute why weight paused requests_per_minute max_unfinished
   from resubmit fail force dry_run tenant what since warnings max_bytes max_open_batches
    reference_images reference_videos reference_audio format sheet strict order variant most max_cost_usd tag tags metadata
    jsonrpc params events_filter token minutes purpose max_unpriced
    Hailuo-Resend x-stainless-retry-count
    page_num page_size filter.status filter.model filter.task_type account step`.split(/\s+/),
);

/**
 * Every place of a route that a caller fills, and that may name something. Throws for one that nobody has thought
 * about.
 */
export function placesOf(operation: Operation, document: ApiDocument): readonly ChosenPlace[] {
  const { route } = operation;
  const places: ChosenPlace[] = [
    ...[...route.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({ where: "path" as const, name })),
    ...(route.query instanceof z.ZodObject ? Object.keys(route.query.shape) : []).map((name) => ({ where: "query" as const, name })),
    ...Object.keys(route.headers ?? {}).map((name) => ({ where: "header" as const, name })),
    ...bodyFields(operation, document).map((name) => ({ where: "body" as const, name })),
  ];
  const strange = places.filter(({ where, name }) => !PLAIN.has(name) && pairsOf({ where, name }, operation, SOMEBODY) === undefined);
  if (strange.length > 0)
    throw new Error(
      `${operation.name} takes ${strange.map(({ where, name }) => `${name} (${where})`).join(", ")}: say in chosen-values.ts what that may name.`,
    );
  return places.filter(({ name }) => !PLAIN.has(name));
}

const SOMEBODY: ProbeCast = { mine: NOBODYS, theirs: NOBODYS, tokens: { read: "", submit: "", admin: "", revoked: "" } };

function bodyFields({ documented, route }: Operation, { components }: ApiDocument): readonly string[] {
  const schema = documented?.requestBody?.content["application/json"]?.schema;
  const reference = schema?.["$ref"];
  const whole = typeof reference === "string" ? components.schemas[reference.replace("#/components/schemas/", "")] : schema;
  if (whole !== undefined) return Object.keys((whole["properties"] ?? {}) as object);
  return route.body instanceof z.ZodObject ? Object.keys(route.body.shape) : [];
}

/** What of another tenant's may stand in a place; undefined for a place that is not known here. */
export function pairsOf({ where, name }: ChosenPlace, { route }: Operation, { theirs }: ProbeCast): readonly ValuePair[] | undefined {
  const pairs = (what: string, values: readonly string[], nobodys: string): readonly ValuePair[] =>
    values.map((value) => ({ what, theirs: value, nobodys }));
  const derived = pairs("a batch's derived name", [`tenant-${theirs.tenant}`], "tenant-nobody");
  const hashed = pairs(
    "a batch by its guessed Idempotency-Key",
    theirs.idempotencyKeys.map((key) => hashedBatch(theirs.tenant, key)),
    hashedBatch("nobody", "nothing"),
  );
  const batches = [...pairs("a batch", theirs.batches, NOBODYS.batches[0] ?? ""), ...derived, ...hashed];
  const generations = pairs("a generation", theirs.generations, NOBODYS.generations[0] ?? "");
  const taskNumbers = pairs("a task's number", theirs.taskNumbers, NOBODYS.taskNumbers[0] ?? "");
  const fileNumbers = pairs("an uploaded file's number", theirs.fileNumbers, NOBODYS.fileNumbers[0] ?? "");
  const inputs = pairs("an input", theirs.inputs, NOBODYS.inputs[0] ?? "");
  const named = pairs("a custom_id", theirs.customIds, NOBODYS.customIds[0] ?? "");
  switch (`${where} ${name}`) {
    case "path id":
      if (route.path.startsWith("/minimax/")) return taskNumbers;
      if (route.path.startsWith("/callbacks/")) return generations.map((pair) => ({ ...pair, theirs: `${pair.theirs}.1`, nobodys: `${pair.nobodys}.1` }));
      if (route.path.includes("/inputs/")) return inputs.map((pair) => ({ ...pair, theirs: inputHash(pair.theirs), nobodys: inputHash(pair.nobodys) }));
      return route.path.includes("/batches/") ? [...batches, ...generations] : [...generations, ...taskNumbers, ...named, ...batches];
    case "query task_id":
    case "query file_id":
    case "body file_id":
    case "query filter.task_ids":
      return [...taskNumbers, ...fileNumbers];
    case "query after":
      return [...generations, ...batches];
    case "body generation":
      return generations;
    case "body batch":
    case "query batch":
      return batches;
    case "query where":
    case "body where":
      return [...filters("batch", batches), ...filters("id", generations), ...filters("task", taskNumbers)];
    case "query cursor":
      return [
        ...batches.flatMap((pair) => [pair, { ...pair, theirs: `${pair.theirs}:0`, nobodys: `${pair.nobodys}:0` }]),
        ...pairs("a cursor of a page", theirs.cursors, strangeCursor(theirs.cursors[0] ?? "")),
        ...theirs.cursors.map((cursor) => ({ what: "a cursor that was cut", theirs: cursor.slice(0, -1), nobodys: strangeCursor(cursor) })),
        ...theirs.cursors.map((cursor) => ({ what: "a cursor that was extended", theirs: `${cursor}A`, nobodys: strangeCursor(cursor) })),
      ];
    case "header Last-Event-ID":
      // Of the same moment: one's own events that came later are told after both.
      return theirs.streamEvents.map((id) => ({ what: "an event of a stream", theirs: id, nobodys: `${id}99` }));
    case "header Idempotency-Key":
      return eachItsOwn("an Idempotency-Key", theirs.idempotencyKeys);
    case "body custom_id":
      return eachItsOwn("a custom_id", theirs.customIds);
    case "body event_id":
      return pairs("a webhook's event", theirs.events, "evt_1-1");
    case "body image_url":
    case "body last_frame_image":
    case "body base_video":
      return inputs;
    case "body source_task_id":
    case "body task_id":
      return pairs("a task", theirs.taskIds, "task_that_never_was");
    default:
      return undefined;
  }
}

/** Names as conditions of a filter. */
function filters(field: string, pairs: readonly ValuePair[]): readonly ValuePair[] {
  return pairs.map(({ what, theirs, nobodys }) => ({ what: `${what} in a filter`, theirs: `${field}="${theirs}"`, nobodys: `${field}="${nobodys}"` }));
}

/** Where a name makes something, one that is used twice is answered otherwise the second time. */
function eachItsOwn(what: string, values: readonly string[]): readonly ValuePair[] {
  return values.map((value, at) => ({ what, theirs: value, nobodys: `nobody-used-it-${at}` }));
}

/** As the gateway makes it: whoever knows tenant and key can, too. */
function hashedBatch(tenant: string, key: string): string {
  return `batch_${createHash("sha256").update(`${tenant}\n${key}`).digest("hex").slice(0, 32)}`;
}

/** Of the looks of a cursor, and made by nobody. */
function strangeCursor(cursor: string): string {
  return cursor.replaceAll(/[A-Za-z0-9]/g, "A");
}
