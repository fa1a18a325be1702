import { InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer, Resolution } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { printReplay } from "./print-replay.ts";

export interface ResolveOptions {
  readonly id: string;
  readonly task?: string;
  readonly resubmit?: boolean;
  readonly fail?: boolean;
  readonly json: boolean;
}

/** Tells what became of a create whose answer was lost, as the user found out at the provider. */
export async function resolve(producer: Pick<Producer, "resolve">, options: ResolveOptions, shell: Shell): Promise<ExitCode> {
  const receipt = await producer.resolve(options.id, resolutionOf(options));
  printReplay(receipt, options.json, shell);
  return receipt.result === "refused" ? EXIT.someFailed : EXIT.allSucceeded;
}

/** Throws InvalidInputError (`bad_usage`) unless exactly one decision is named. */
export function resolutionOf({ task, resubmit, fail }: Pick<ResolveOptions, "task" | "resubmit" | "fail">): Resolution {
  const chosen: Resolution[] = [];
  if (task !== undefined) chosen.push({ action: "task", taskId: task });
  if (resubmit === true) chosen.push({ action: "resubmit" });
  if (fail === true) chosen.push({ action: "fail" });
  const [resolution] = chosen;
  if (resolution !== undefined && chosen.length === 1) return resolution;
  throw new InvalidInputError(
    "bad_usage",
    "Say what became of it: --task TASK_ID (the provider has it), --resubmit (it has not; this buys it), or --fail (give it up).",
  );
}
