import type { ReplayReceipt } from "@hailuo-queue/producer";
import { formatMoney, inUsd } from "../money.ts";
import { printJson, printLine, type Shell } from "../shell.ts";

const WORDS: Readonly<Record<Exclude<ReplayReceipt["result"], "refused">, string>> = {
  downloading: "is being downloaded again",
  generating: "goes on with its task",
  queued: "is queued again, and will be bought",
  failed: "is given up",
  cancelled: "is cancelled, its slot is free",
};

export function printReplay(receipt: ReplayReceipt, json: boolean, shell: Shell): void {
  if (json) printJson(shell.stdout, replayLine(receipt));
  else if (receipt.result === "refused") printLine(shell.stderr, receipt.message);
  else {
    const price = receipt.priceMicroUsd === undefined ? "" : ` for ${formatMoney(receipt.priceMicroUsd)}`;
    const before = receipt.again === true ? " (already decided so; nothing was changed)" : "";
    printLine(shell.stdout, `${receipt.id} ${WORDS[receipt.result]}${price}${before}`);
  }
}

function replayLine(receipt: ReplayReceipt): object {
  if (receipt.result === "refused") return { type: "replay", ...receipt };
  const { priceMicroUsd, ...rest } = receipt;
  return { type: "replay", ...rest, ...(priceMicroUsd === undefined ? {} : { may_cost_usd: inUsd(priceMicroUsd) }) };
}
