import {
  type BatchLabels,
  type BatchSummary,
  InvalidInputError,
  type LabelFault,
  labelFaults,
  type LabelFilter,
  type MetadataValue,
  optional,
} from "@hailuo-queue/contracts";
import { retell, say } from "../words/say.ts";

/** What a user calls a batch and notes about it. */
export interface LabelOptions {
  readonly name?: string;
  /** Each `key=value`. */
  readonly tag?: readonly string[];
  /** Each `key=value`; a value that is a JSON number, true, false or null is that. */
  readonly meta?: readonly string[];
}

/**
 * The labels of a submit; nothing where the user said nothing: those of an earlier one stay.
 * @throws InvalidInputError (`bad_labels`).
 */
export function labelsOf({ name, tag, meta }: LabelOptions): { readonly labels?: BatchLabels } {
  const labels: BatchLabels = optional({
    name,
    tags: entriesOf("--tag", tag, (text) => text),
    metadata: entriesOf("--meta", meta, readMetadata),
  });
  const { tags, metadata } = labels;
  const faults = labelFaults({ name, tags, metadata });
  if (faults.length > 0) throw new InvalidInputError("bad_labels", `${faults.map(describe).join("; ")}.`);
  return Object.keys(labels).length === 0 ? {} : { labels };
}

/**
 * Which batches are shown; undefined for all.
 * @throws InvalidInputError (`bad_labels`).
 */
export function labelFilterOf(options: Pick<LabelOptions, "name" | "tag">): LabelFilter | undefined {
  return labelsOf(optional({ name: options.name, tag: options.tag })).labels;
}

/** For a table: `Spring (team=video, season=spring)`. */
export function labelWords({ labels = {} }: BatchSummary): string {
  const tags = Object.entries(labels.tags ?? {}).map(([key, value]) => `${key}=${value}`);
  return [labels.name ?? "", tags.length === 0 ? "" : `(${tags.join(", ")})`].filter((words) => words !== "").join(" ");
}

/** For machines. */
export function labelFields({ labels = {} }: BatchSummary): object {
  return { name: labels.name ?? null, tags: labels.tags ?? {}, metadata: labels.metadata ?? {} };
}

function entriesOf<Value>(
  option: string,
  texts: readonly string[] | undefined,
  read: (text: string) => Value,
): Readonly<Record<string, Value>> | undefined {
  if (texts === undefined) return undefined;
  const entries = new Map<string, Value>();
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1)
      throw new InvalidInputError("bad_labels", say`${option} ${JSON.stringify(text.slice(0, 60))} is not key=value.`);
    const key = text.slice(0, at);
    if (entries.has(key))
      throw new InvalidInputError("bad_labels", say`${option} names ${key} twice; keep one of them.`);
    entries.set(key, read(text.slice(at + 1)));
  }
  return Object.fromEntries(entries);
}

function readMetadata(text: string): MetadataValue {
  if (!/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(text)) return text;
  const value = JSON.parse(text) as MetadataValue;
  // A number of an order that would lose its last digits is a text.
  return typeof value === "number" && String(value) !== text ? text : value;
}

function describe({ field, message }: LabelFault): string {
  return `${field} ${retell(message)}`;
}
