import {
  type Fleet,
  formatDuration,
  isAlive,
  isoTime,
  type KnownWorker,
  missingWorkers,
} from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { renderTable } from "../render-table.ts";
import { columnsOf, printJson, printLine, printSentence, type Shell } from "../shell.ts";
import { say } from "../words/say.ts";

const head = (): string[] => [say`stage`, say`host`, say`pid`, say`version`, say`since`, say`jobs`, "", say`last sign`];

/** Every worker, gateway and dashboard of the last day: where it runs and whether it lives; then the stages that nobody works. */
export async function listWorkers(
  producer: { fleet: Producer["fleet"] },
  { json }: { readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> {
  const fleet = await producer.fleet();
  if (json) {
    for (const worker of fleet.workers) printJson(shell.stdout, workerLine(worker, fleet));
    return EXIT.allSucceeded;
  }
  if (fleet.workers.length > 0)
    for (const line of renderTable(
      head(),
      fleet.workers.map((worker) => rowOf(worker, fleet)),
      columnsOf(shell.stdout),
    ))
      printLine(shell.stdout, line);
  for (const stage of fleet.unsigned ?? [])
    printSentence(shell.stdout, say`A ${stage} worker runs that gives no signs: one of an earlier version.`);
  for (const { what, remedy } of missingWorkers(fleet)) printSentence(shell.stdout, `${what}; ${remedy}.`);
  return EXIT.allSucceeded;
}

function rowOf(worker: KnownWorker, fleet: Fleet): string[] {
  const { stage, host, pid, version, startedAt, underWay, onlyBatch, seenAt } = worker;
  const standing = standingOf(worker, fleet);
  const since = (isoTime(startedAt) ?? "").slice(0, 16).replace("T", " ");
  const ago = say`${formatDuration(fleet.at - seenAt)} ago`;
  return [
    stage,
    host,
    String(pid),
    version,
    since,
    String(underWay),
    onlyBatch === undefined ? standing : say`${standing}, ${onlyBatch} only`,
    ago,
  ];
}

function standingOf(worker: KnownWorker, { at }: Fleet): "works" | "stopped" | "gone" {
  if (isAlive(worker, at)) return "works";
  return worker.stoppedAt === undefined ? "gone" : "stopped";
}

function workerLine(worker: KnownWorker, fleet: Fleet): object {
  return {
    type: "worker",
    id: worker.id,
    stage: worker.stage,
    standing: standingOf(worker, fleet),
    host: worker.host,
    pid: worker.pid,
    version: worker.version,
    started_at: isoTime(worker.startedAt),
    seen_at: isoTime(worker.seenAt),
    jobs: worker.underWay,
    only_batch: worker.onlyBatch ?? null,
  };
}
