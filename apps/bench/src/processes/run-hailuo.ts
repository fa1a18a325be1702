import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { watchProcess } from "../measure/watch-process.ts";
import { inRepository } from "../places.ts";

export interface HailuoRun {
  readonly exitCode: number | null;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  /** With `--json`: the summary. */
  readonly lastLine: Readonly<Record<string, unknown>>;
  readonly standardError: string;
}

export interface HailuoOptions {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly profileDirectory: string | undefined;
}

/**
 * Runs `hailuo …` in a process of its own that sees nothing of our environment but PATH, and measures it from outside.
 */
export async function runHailuo(words: readonly string[], options: HailuoOptions): Promise<HailuoRun> {
  const profile =
    options.profileDirectory === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profileDirectory}`];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...profile, inRepository("apps/cli/bin/hailuo.mjs"), ...words], {
    cwd: options.directory,
    env: { PATH: process.env["PATH"], HOME: options.directory, ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const watch = watchProcess(child.pid ?? 0, 250);
  const [output, standardError] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const lastLine = output.trimEnd().split("\n").at(-1) ?? "";
  return {
    exitCode: child.exitCode,
    wallSeconds,
    ...(await watch.stop()),
    lastLine: lastLine.startsWith("{") ? (JSON.parse(lastLine) as HailuoRun["lastLine"]) : {},
    standardError,
  };
}
