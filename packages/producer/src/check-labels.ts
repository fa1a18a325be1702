import { type BatchLabels, InvalidInputError, labelFaults, type LabelChanges } from "@hailuo-queue/contracts";

/** @throws InvalidInputError (`bad_labels`), which names what is wrong. */
export function checkLabels(labels: BatchLabels | LabelChanges): void {
  const { name, tags, metadata } = labels;
  const faults = labelFaults({ name, tags, metadata });
  if (faults.length > 0)
    throw new InvalidInputError(
      "bad_labels",
      `${faults.map(({ field, message }) => `${field} ${message}`).join("; ")}.`,
    );
}
