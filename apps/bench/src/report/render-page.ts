import { type BenchmarkName, type Figure, isMet, type Target } from "../benchmark.ts";
import { displayNumber, withUnit } from "./display-number.ts";
import { fillLines } from "./fill-lines.ts";
import type { Machine } from "./machine.ts";
import type { BenchmarkResult } from "./result.ts";

const TITLES: Readonly<Record<BenchmarkName, string>> = {
  chain: "The whole chain, beside bare BullMQ",
  run: "hailuo run, beside the ideal",
  download: "Downloads into S3, beside a plain copy",
  idle: "Workers with nothing to do",
  "cli-start": "Commands that only read",
  ingest: "Taking in a hundred thousand prompts, beside bare BullMQ",
  gateway: "The gateway under load",
  "gateway-hostile": "The gateway beside a hostile tenant",
  scale: "A thousand accounts",
  polling: "Polls, beside fixed intervals",
  callbacks: "Callbacks of the provider, beside polls alone",
  list: "Lists of v2 tasks, beside a query for each",
  "admission-utilisation": "Admission: slots in use",
  "admission-utilisation-long": "Admission: slots in use, longer tasks",
  "admission-window": "Admission: starts per window",
  "admission-faults": "Admission: workers that die and a limit that falls",
  "admission-fairness": "Admission: tenants side by side",
  "admission-slack": "Admission: what it costs when nothing is scarce",
  "admission-commands": "Admission: Redis commands beside the backlog",
};

/** docs/benchmarks.md, from the results that are kept beside it. */
export function renderPage(results: readonly BenchmarkResult[]): string {
  return [
    "# Benchmarks",
    "",
    "Written by `pnpm bench --write` from the results in " +
      "[benchmarks/](benchmarks/), which also hold every single round.",
    "Each is measured beside a peer in the same run, in turn; several rounds are told by their median.",
    "`pnpm bench --short` takes a few minutes and shows whether all works; its figures are no result.",
    ...results.flatMap((result) => ["", ...renderResult(result)]),
    "",
  ].join("\n");
}

function renderResult(result: BenchmarkResult): string[] {
  const { name, setting, targets, figures, plots = [] } = result;
  return [
    `## ${TITLES[name]}`,
    "",
    ...fillLines(setting),
    "",
    ...table(["target", "wanted", "measured", ""], targets.map(targetRow)),
    "",
    ...table(["figure", "ours", "peer", "ours / peer"], figures.map(figureRow)),
    "",
    ...plots.flatMap(({ file, title }) => [`![${title}](benchmarks/${file})`, ""]),
    ...fillLines(takenOn(result)),
  ];
}

function targetRow(target: Target): string[] {
  const { what, unit, value, bound, limit } = target;
  return [what, `${bound} ${withUnit(limit, unit)}`, withUnit(value, unit), isMet(target) ? "met" : "**missed**"];
}

function figureRow({ what, unit, ours, peer }: Figure): string[] {
  const beside = peer === undefined ? ["", ""] : [withUnit(peer, unit), peer === 0 ? "" : displayNumber(ours / peer)];
  return [what, withUnit(ours, unit), ...beside];
}

function takenOn({ name, short, startedAt, seconds, loadBefore, realTime, machine }: BenchmarkResult): string {
  const length = short ? "**a short run, no result**, " : "";
  const when = startedAt.slice(0, 16).replace("T", " ");
  const load = `load before ${loadBefore.toFixed(2)}${realTime === true ? " (other work, which gave way: " + "real-time priority)" : ""}`;
  return (
    `Taken ${when} UTC, ${length}${Math.round(seconds)} s, ${load}, on ` +
    `${machineText(machine)}. Again: \`pnpm bench ${name}\`.`
  );
}

function machineText({ cpu, cores, memoryBytes, kernel, node, redis }: Machine): string {
  return (
    `${cpu}, ${cores} cores, ${(memoryBytes / 1024 ** 3).toFixed(1)} GiB, ` +
    `${kernel}, Node ${node.slice(1)}, ${redis}`
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
