import { InvalidInputError } from "@hailuo-queue/contracts";
import type { EditReceipt, Producer, RequestEdit } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney, inUsd } from "../money.ts";
import { printJson, printLine, printSentence, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { workersWords } from "./needs-workers.ts";
import { say } from "../words/say.ts";

export interface EditOptions {
  readonly id: string;
  readonly prompt?: string;
  readonly model?: string;
  readonly duration?: number;
  readonly resolution?: string;
  /** `field=value` each; without a value the field is taken away. */
  readonly set?: readonly string[];
  readonly json: boolean;
}

type EditParts = { readonly producer: Pick<Producer, "edit" | "get" | "fleet"> } & Pick<ChangeParts, "tell" | "refuse">;

/** Changes a generation's request: what waits is changed where it is, what has ended is made again as its next take. */
export async function edit(
  { producer, tell, refuse }: EditParts,
  options: EditOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { id, json } = options;
  const receipt = await producer.edit(id, editOf(options));
  if (receipt.result === "refused") refuse(receipt.code);
  else tell({ details: { take: String(receipt.take) } });
  if (json) printJson(shell.stdout, receiptLine(receipt));
  else if (receipt.result === "refused") printLine(shell.stderr, receipt.message);
  else {
    printLine(shell.stdout, receiptWords(receipt));
    const batchId = (await producer.get(id))?.batchId;
    if (receipt.result === "queued" && batchId !== undefined)
      printSentence(
        shell.stdout,
        say`${await workersWords(producer, batchId)} \`hailuo run --batch ${batchId}\` makes it here, too.`,
      );
  }
  return receipt.result === "refused" ? EXIT.someFailed : EXIT.allSucceeded;
}

/** What is to be other than it is. Throws InvalidInputError (`bad_usage`) where nothing is named. */
export function editOf({ prompt, model, duration, resolution, set = [] }: EditOptions): RequestEdit {
  const named = Object.entries({ prompt, model, duration, resolution }).filter(([, value]) => value !== undefined);
  const fields = Object.fromEntries([...named, ...set.map(readField)]);
  if (Object.keys(fields).length > 0) return fields;
  throw new InvalidInputError(
    "bad_usage",
    say`Say what is to be changed: --prompt TEXT, --duration 10, or any field as --set FIELD=VALUE.`,
  );
}

function readField(text: string): readonly [string, unknown] {
  const at = text.indexOf("=");
  if (at < 1)
    throw new InvalidInputError(
      "bad_usage",
      say`--set ${text} names no value; write --set FIELD=VALUE, or FIELD= to take it away.`,
    );
  const value = text.slice(at + 1);
  return [text.slice(0, at), value === "" ? null : readValue(value)];
}

/** Lists and objects are written as JSON; everything else is read as in a cell of a table. */
function readValue(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function receiptWords(receipt: Exclude<EditReceipt, { readonly result: "refused" }>): string {
  const { id, take } = receipt;
  if (receipt.result === "same") return say`${id} is of this request already; nothing was done.`;
  const cost = receipt.priceMicroUsd === undefined ? "" : say` for ${formatMoney(receipt.priceMicroUsd)}`;
  if (receipt.inPlace) return say`${id} is changed where it waits; it will be made${cost}.`;
  return say`${id} is queued again as take ${take}, and will be made${cost}.`;
}

function receiptLine(receipt: EditReceipt): object {
  if (receipt.result === "refused") return { type: "edit", ...receipt };
  if (receipt.result === "same") return { type: "edit", ...receipt };
  const { result, id, take, inPlace, priceMicroUsd } = receipt;
  return {
    type: "edit",
    result,
    id,
    take,
    in_place: inPlace,
    ...(priceMicroUsd === undefined ? {} : { may_cost_usd: inUsd(priceMicroUsd) }),
  };
}
