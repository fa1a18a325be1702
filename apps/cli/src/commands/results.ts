import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, type Shell } from "../shell.ts";
import { requireBatch } from "./status.ts";

export interface ResultsOptions {
  readonly batch: string;
  /** Only what failed or was cancelled. */
  readonly errors: boolean;
}

/** Prints a batch as lines of results.jsonl, as it is now; as fast as they are read, however many there are. */
export async function printResults(
  producer: Pick<Producer, "batch" | "results">,
  { batch, errors }: ResultsOptions,
  { stdout }: Pick<Shell, "stdout">,
): Promise<ExitCode> {
  await requireBatch(producer, batch);
  for await (const line of producer.results(batch, errors ? "errors" : "all")) printJson(stdout, line);
  return EXIT.allSucceeded;
}
