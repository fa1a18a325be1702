import type { ReplayReceipt } from "@hailuo-queue/producer";
import { printJson, printLine, type Shell } from "../shell.ts";

const WORDS: Readonly<Record<Exclude<ReplayReceipt["result"], "refused">, string>> = {
  downloading: "is being downloaded again",
  generating: "goes on with its task",
  queued: "is queued again, and will be bought",
  failed: "is given up",
  cancelled: "is cancelled, its slot is free",
};

export function printReplay(receipt: ReplayReceipt, json: boolean, shell: Shell): void {
  if (json) printJson(shell.stdout, { type: "replay", ...receipt });
  else if (receipt.result === "refused") printLine(shell.stderr, receipt.message);
  else printLine(shell.stdout, `${receipt.id} ${WORDS[receipt.result]}`);
}
