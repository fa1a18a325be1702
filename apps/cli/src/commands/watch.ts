import { summarizeOutcome } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { colorsFor } from "../colors.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { kindOfRecords } from "../progress/batch-kind.ts";
import { followBatch } from "../progress/follow-batch.ts";
import { collectEnds } from "../results/collect-ends.ts";
import { exitCodeOf, moneyAndStop, renderSummary, summaryLine } from "../results/summary.ts";
import { printJson, printLine, printSentence, type Shell } from "../shell.ts";
import { chooseReporter } from "./choose-reporter.ts";
import { requireBatch } from "./status.ts";
import { say, spokenLanguage } from "../words/say.ts";

/** Follows a batch that workers elsewhere bring along. Ctrl-C stops only the looking. */
export async function watchBatch(
  producer: Pick<Producer, "batch" | "overview" | "diagnosis" | "events" | "get" | "listBatch">,
  options: { readonly batch: string; readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> {
  let batch = await requireBatch(producer, options.batch);
  let ends: Awaited<ReturnType<typeof collectEnds>> = { failures: [], attention: [] };
  const interrupted = new AbortController();
  const stopListening = shell.onInterrupt(() => interrupted.abort());
  const reporter = chooseReporter(shell, options.json);
  try {
    const latest = await followBatch({
      producer,
      batchId: options.batch,
      reporter,
      now: () => shell.now(),
      pause: (ms, signal) => shell.pause(ms, signal),
      signal: interrupted.signal,
      usual: () => kindOfRecords(producer.listBatch(options.batch)),
      readEnd: async (read) => {
        ends = await collectEnds(read());
      },
    });
    batch = latest ?? batch;
  } finally {
    reporter.close();
    stopListening();
  }
  const outcome = summarizeOutcome(batch.counts);
  const summary = { batchId: options.batch, outcome, ...moneyAndStop(batch), ...ends };
  if (options.json) printJson(shell.stdout, summaryLine(summary));
  else if (!interrupted.signal.aborted)
    for (const line of renderSummary(summary, colorsFor(shell.stdout, shell.env), spokenLanguage()))
      printSentence(shell.stdout, line);
  if (interrupted.signal.aborted && !options.json) {
    printLine(
      shell.stderr,
      say`Stopped watching; the workers continue. Watch again: \`hailuo watch ${options.batch}\``,
    );
  }
  return interrupted.signal.aborted ? EXIT.interrupted : exitCodeOf(outcome);
}
