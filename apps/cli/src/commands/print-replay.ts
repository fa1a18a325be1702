import type { ReplayReceipt } from "@hailuo-queue/producer";
import { formatMoney, inUsd } from "../money.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { retell, say } from "../words/say.ts";

const resultWords = (): Readonly<Record<Exclude<ReplayReceipt["result"], "refused">, string>> => ({
  downloading: say`is being downloaded again`,
  generating: say`goes on with its task`,
  queued: say`is queued again, and will be bought`,
  failed: say`is given up`,
  cancelled: say`is cancelled, its slot is free`,
});

export function printReplay(receipt: ReplayReceipt, json: boolean, shell: Shell): void {
  if (json) printJson(shell.stdout, replayLine(receipt));
  else if (receipt.result === "refused") printLine(shell.stderr, retell(receipt.message));
  else {
    const price = receipt.priceMicroUsd === undefined ? "" : say` for ${formatMoney(receipt.priceMicroUsd)}`;
    const before = receipt.again === true ? say` (already decided so; nothing was changed)` : "";
    printLine(shell.stdout, `${receipt.id} ${resultWords()[receipt.result]}${price}${before}`);
  }
}

function replayLine(receipt: ReplayReceipt): object {
  if (receipt.result === "refused") return { type: "replay", ...receipt };
  const { priceMicroUsd, ...rest } = receipt;
  return { type: "replay", ...rest, ...(priceMicroUsd === undefined ? {} : { may_cost_usd: inUsd(priceMicroUsd) }) };
}
