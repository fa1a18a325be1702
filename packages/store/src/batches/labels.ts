import { createHash } from "node:crypto";
import type { BatchLabels, LabelChanges } from "@hailuo-queue/contracts";

/** Of a batch's HASH. */
export const LABEL_FIELDS = ["label.name", "label.tags", "label.metadata"] as const;

/** As the scripts take them: field and text, '' for one that is taken away. */
export function labelArguments({ name, tags, metadata }: LabelChanges): string {
  const texts = [name, asText(tags), asText(metadata)];
  return JSON.stringify(
    LABEL_FIELDS.flatMap((field, at) => {
      const text = texts[at];
      return text === undefined ? [] : [field, text ?? ""];
    }),
  );
}

/** An empty one is none. */
function asText(value: object | null | undefined): string | null | undefined {
  return value === undefined
    ? undefined
    : value === null || Object.keys(value).length === 0
      ? null
      : JSON.stringify(value);
}

/** For the settings of a batch, which are compared when it is opened again. */
export function labelDigest(labels: BatchLabels | undefined): string | undefined {
  const text = labelArguments(labels ?? {});
  return text === "[]" ? undefined : createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

/** Undefined where there are none. */
export function readLabels([name, tags, metadata]: readonly (string | null | undefined)[]): BatchLabels | undefined {
  const labels: BatchLabels = {
    ...(typeof name === "string" && { name }),
    ...(typeof tags === "string" && { tags: JSON.parse(tags) as NonNullable<BatchLabels["tags"]> }),
    ...(typeof metadata === "string" && { metadata: JSON.parse(metadata) as NonNullable<BatchLabels["metadata"]> }),
  };
  return Object.keys(labels).length === 0 ? undefined : labels;
}
