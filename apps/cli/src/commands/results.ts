import { adviceFor, CSV_MARK, InvalidInputError, RESULT_TABLE_HEAD, resultRow } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, type Shell } from "../shell.ts";
import { requireBatch } from "./status.ts";
import { say, spokenLanguage } from "../words/say.ts";

export interface ResultsOptions {
  readonly batch: string;
  /** Only what failed or was cancelled. */
  readonly errors: boolean;
  /** Only what has a video that is not what was bought. */
  readonly warnings?: boolean;
  /** As a table. */
  readonly csv?: boolean;
}

/** Prints a batch as lines of results.jsonl, as it is now; as fast as they are read, however many there are. */
export async function printResults(
  producer: Pick<Producer, "batch" | "results">,
  { batch, errors, warnings = false, csv = false }: ResultsOptions,
  { stdout }: Pick<Shell, "stdout">,
): Promise<ExitCode> {
  if (errors && warnings) {
    throw new InvalidInputError(
      "bad_option",
      say`--errors and --warnings cannot be combined: what failed has no video.`,
    );
  }
  await requireBatch(producer, batch);
  const which = errors ? "errors" : warnings ? "warnings" : "all";
  const language = spokenLanguage();
  if (csv) stdout.write(CSV_MARK + RESULT_TABLE_HEAD);
  for await (const line of producer.results(batch, which)) {
    const { error } = line;
    if (csv) stdout.write(resultRow(line));
    else
      printJson(
        stdout,
        error === undefined ? line : { ...line, error: { ...error, advice: adviceFor(error.code, language, line) } },
      );
  }
  return EXIT.allSucceeded;
}
