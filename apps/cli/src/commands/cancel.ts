import { InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { requireBatch } from "./status.ts";
import { say } from "../words/say.ts";

export interface CancelOptions {
  readonly id?: string;
  readonly batch?: string;
  readonly json: boolean;
}

type CancelParts = { readonly producer: Pick<Producer, "cancel" | "cancelBatch" | "batch"> } & Pick<
  ChangeParts,
  "tell" | "refuse"
>;

/**
 * Cancels one generation or all of a batch. What the provider already works on is paid for: it ends as `cancelled`,
 * without its video.
 */
export async function cancel(parts: CancelParts, options: CancelOptions, shell: Shell): Promise<ExitCode> {
  checkCancelTarget(options);
  const { id, batch, json } = options;
  return batch === undefined ? cancelOne(parts, id as string, json, shell) : cancelAll(parts, batch, json, shell);
}

/** @throws InvalidInputError (`bad_usage`) unless one generation or one batch is named. */
export function checkCancelTarget({ id, batch }: Pick<CancelOptions, "id" | "batch">): void {
  if ((id === undefined) !== (batch === undefined)) return;
  throw new InvalidInputError(
    "bad_usage",
    say`Name either a generation (\`hailuo cancel ID\`) or a batch (\`hailuo cancel --batch NAME\`).`,
  );
}

async function cancelOne(
  { producer, refuse }: CancelParts,
  id: string,
  json: boolean,
  shell: Shell,
): Promise<ExitCode> {
  const receipt = await producer.cancel(id);
  if (receipt.result === "already_ended") refuse("already_ended");
  if (receipt.result === "not_found")
    throw new InvalidInputError(
      "unknown_generation",
      say`There is no generation "${id}". \`hailuo list\` shows the ids.`,
    );
  if (json) printJson(shell.stdout, { type: "cancel", ...receipt });
  else if (receipt.result === "already_ended") printLine(shell.stdout, say`${id} had already ended: ${receipt.state}`);
  else
    printLine(
      shell.stdout,
      receipt.result === "cancelled"
        ? say`${id} is cancelled`
        : say`${id} is being cancelled; \`hailuo get ${id}\` shows the result`,
    );
  return receipt.result === "already_ended" ? EXIT.someFailed : EXIT.allSucceeded;
}

async function cancelAll(
  { producer, tell }: CancelParts,
  batch: string,
  json: boolean,
  shell: Shell,
): Promise<ExitCode> {
  await requireBatch(producer, batch);
  const receipt = await producer.cancelBatch(batch);
  tell({ details: { cancelled: String(receipt.cancelled), cancelling: String(receipt.cancelling) } });
  if (json) {
    const { cancelled, cancelling, alreadyEnded } = receipt;
    printJson(shell.stdout, { type: "cancel", batch, cancelled, cancelling, already_ended: alreadyEnded });
  } else
    printLine(
      shell.stdout,
      say`${batch}: ${receipt.cancelled} cancelled, ${receipt.cancelling} being cancelled, ${receipt.alreadyEnded} had already ended`,
    );
  return EXIT.allSucceeded;
}
