import { setTimeout as pause } from "node:timers/promises";
import type { Producer, SubmitItem } from "@hailuo-queue/producer";
import type { Stand } from "../stand/stand.ts";

/**
 * What a user or the provider does so that another part of the code runs. `crashed`: a worker of the stage in question
 * dies first, and its jobs run again when their locks have ended.
 */
export const FLAVOURS = [
  "ordinary",
  "refused",
  "failing",
  "cancelled",
  "throttled",
  "unanswered",
  "badDownload",
  "crashed",
] as const;
export type Flavour = (typeof FLAVOURS)[number];

export const SWEEP_BATCH = "sweep";
const CANCEL_AFTER_MS = 250;

/** Codes with which these generations fail as they should. */
export const EXPECTED_FAILURES = ["prompt_flagged", "video_flagged"] as const;

/** Submits generations of this flavour. Returns a function that takes the flavour's faults away again. */
export async function sendTraffic(
  { stand, producer }: { readonly stand: Stand; readonly producer: Producer },
  { flavour, label, count }: { readonly flavour: Flavour; readonly label: string; readonly count: number },
): Promise<() => Promise<void>> {
  const faults = faultsOf(flavour);
  if (faults !== undefined)
    await stand.books.configure({ faults: Object.fromEntries(faults.map((name) => [name, 1])) });
  const items = Array.from({ length: count }, (_, at) => itemOf(flavour, `${label}-${at + 1}`));
  await producer.submitBatch(items, { batchId: SWEEP_BATCH });
  if (flavour === "cancelled") {
    await pause(CANCEL_AFTER_MS);
    for await (const { id, customId } of producer.listBatch(SWEEP_BATCH)) {
      if (items.some((item) => item.customId === customId)) await producer.cancel(id);
    }
  }
  return async () => {
    if (faults !== undefined)
      await stand.books.configure({ faults: Object.fromEntries(faults.map((name) => [name, 0])) });
  };
}

function faultsOf(flavour: Flavour): readonly string[] | undefined {
  switch (flavour) {
    case "throttled":
      return ["create1002", "query1002"];
    case "unanswered":
      return ["createResetAfterAccept", "queryReset", "fileReset"];
    case "badDownload":
      return ["downloadTruncated"];
    case "ordinary":
    case "refused":
    case "failing":
    case "cancelled":
    case "crashed":
      return undefined;
  }
}

function itemOf(flavour: Flavour, name: string): SubmitItem {
  const mark = flavour === "refused" ? "[[flagged]] " : flavour === "failing" ? "[[fails]] " : "";
  return {
    customId: name,
    request: { model: "MiniMax-Hailuo-2.3", prompt: `${mark}A paper boat in the rain, ${name}` },
  };
}
