import { InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer, Resolution } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { printReplay } from "./print-replay.ts";
import { showDecision } from "./show-decision.ts";

export interface ResolveOptions {
  readonly id: string;
  readonly task?: string;
  readonly resubmit?: boolean;
  readonly fail?: boolean;
  readonly json: boolean;
}

/** Tells what became of a create whose answer was lost, as the user found out at the provider; without a decision, shows what is known. */
export async function resolve(producer: Pick<Producer, "resolve" | "get">, options: ResolveOptions, shell: Shell): Promise<ExitCode> {
  const { id, json } = options;
  const resolution = resolutionOf(options);
  if (resolution === undefined) {
    const record = await producer.get(id);
    if (record === undefined)
      throw new InvalidInputError("unknown_generation", `There is no generation "${id}". \`hailuo list\` shows the ids.`);
    showDecision(record, json, shell);
    return EXIT.allSucceeded;
  }
  const receipt = await producer.resolve(id, resolution);
  printReplay(receipt, json, shell);
  return receipt.result === "refused" ? EXIT.someFailed : EXIT.allSucceeded;
}

/** Undefined for none. Throws InvalidInputError (`bad_usage`) for more than one. */
export function resolutionOf({ task, resubmit, fail }: Pick<ResolveOptions, "task" | "resubmit" | "fail">): Resolution | undefined {
  const chosen: Resolution[] = [];
  if (task !== undefined) chosen.push({ action: "task", taskId: task });
  if (resubmit === true) chosen.push({ action: "resubmit" });
  if (fail === true) chosen.push({ action: "fail" });
  if (chosen.length < 2) return chosen[0];
  throw new InvalidInputError(
    "bad_usage",
    "Say one thing that became of it: --task TASK_ID (the provider has it), --resubmit (it has not; this buys it), or --fail (give it up).",
  );
}
