import { LABEL_LIMITS } from "./limits.ts";

/** A value of a batch's metadata. */
export type MetadataValue = string | number | boolean | null;

/** What its caller calls a batch and notes about it. The queue reads none of it. */
export interface BatchLabels {
  /** Any text on one line; several batches may have the same. */
  readonly name?: string;
  /** Batches can be listed by them. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, MetadataValue>>;
}

/** Other labels: each as a whole. `null` takes one away; what is not named stays. */
export type LabelChanges = { readonly [Name in keyof BatchLabels]?: Exclude<BatchLabels[Name], undefined> | null };

/** Which batches are listed: those that have this name, and all of these tags. */
export type LabelFilter = Pick<BatchLabels, "name" | "tags">;

/** What is wrong with one label. */
export interface LabelFault {
  /** `name`, `tags.team`, `metadata`. */
  readonly field: string;
  /** The end of a sentence that begins with the field. */
  readonly message: string;
}

/** Whether labels have this name, and all of these tags. */
export function hasLabels({ name, tags: own = {} }: BatchLabels, wanted: LabelFilter): boolean {
  return (
    (wanted.name === undefined || wanted.name === name) &&
    Object.entries(wanted.tags ?? {}).every(([key, value]) => Object.hasOwn(own, key) && own[key] === value)
  );
}

const KEY = /^[A-Za-z0-9._-]+$/;
/** Ends of lines, and what steers terminals. */
const CONTROL = /\p{Cc}|\p{Surrogate}|\u2028|\u2029/u;

/** Everything that is wrong with labels as they came; nothing when all is well. Never throws. */
export function labelFaults({ name, tags, metadata }: Readonly<Record<keyof BatchLabels, unknown>>): LabelFault[] {
  const { nameLength, tags: mostTags, keyLength, tagLength, metadata: mostMetadata } = LABEL_LIMITS;
  return [
    ...(isSet(name) ? textFaults("name", name, nameLength) : []),
    ...(isSet(tags)
      ? entryFaults("tags", tags, mostTags, keyLength, (field, value) => textFaults(field, value, tagLength))
      : []),
    ...(isSet(metadata) ? entryFaults("metadata", metadata, mostMetadata, keyLength, metadataFaults) : []),
  ];
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function entryFaults(
  field: string,
  value: unknown,
  most: number,
  keyLength: number,
  judge: (field: string, value: unknown) => LabelFault[],
): LabelFault[] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [{ field, message: "must be an object with a text for each key" }];
  const entries = Object.entries(value);
  if (entries.length > most) return [{ field, message: `has ${entries.length} keys; allowed are ${most}` }];
  return entries.flatMap(([key, one]) =>
    KEY.test(key) && key.length <= keyLength
      ? judge(`${field}.${key}`, one)
      : [{ field, message: `has a key that is not of 1 to ${keyLength} letters, digits, ".", "_" and "-"` }],
  );
}

function textFaults(field: string, value: unknown, most: number): LabelFault[] {
  if (typeof value !== "string" || value.length < 1 || value.length > most || CONTROL.test(value))
    return [{ field, message: `must be a text of 1 to ${most} characters on one line` }];
  return [];
}

function metadataFaults(field: string, value: unknown): LabelFault[] {
  const most = LABEL_LIMITS.metadataLength;
  const isPlain = value === null || typeof value === "boolean" || Number.isFinite(value);
  const isText = typeof value === "string" && value.length <= most && !/\p{Surrogate}/u.test(value);
  return isPlain || isText
    ? []
    : [{ field, message: `must be a text of at most ${most} characters, a number, true, false or null` }];
}
