import { optional } from "@hailuo-queue/contracts";
import type { InputItem } from "../check-item.ts";
import { UnreadableInputError } from "../content/unreadable-input-error.ts";
import { createFaultList, type FaultList } from "../input-fault.ts";
import { readItems, type ReadItemsOptions } from "../read-items.ts";

export interface ReadInputOptions extends ReadItemsOptions {
  /** How many faults are kept (all are counted); default 50. */
  readonly keepFaults?: number;
  /** Whether good lines are wanted although others have faults; default false. */
  readonly skipInvalid?: boolean;
}

export interface ReadInput {
  /** Empty when there is any fault, unless `skipInvalid`: either all is enqueued or nothing. */
  readonly items: readonly InputItem[];
  readonly faults: Pick<FaultList, "kept" | "count">;
}

/** Reads and judges a whole input. Streams its lines; keeps the valid items in memory. */
export async function readInput(source: AsyncIterable<Uint8Array>, options: ReadInputOptions = {}): Promise<ReadInput> {
  const { skipInvalid = false, keepFaults = 50 } = options;
  const faults = createFaultList(keepFaults);
  const items: InputItem[] = [];
  try {
    for await (const entry of readItems(source, options)) {
      for (const fault of entry.faults ?? []) faults.add(fault);
      if (entry.item !== undefined && (skipInvalid || faults.count === 0)) items.push(entry.item);
      else if (!skipInvalid) items.length = 0;
    }
  } catch (error) {
    if (!(error instanceof UnreadableInputError)) throw error;
    items.length = 0;
    faults.add({ ...optional({ line: error.line }), message: error.sentence });
  }
  if (items.length === 0 && faults.count === 0) faults.add({ message: "has no prompts; write one request per line" });
  return { items, faults };
}
