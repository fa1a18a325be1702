import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { inRepository } from "../places.ts";
import { endWithUs } from "../processes/end-with-us.ts";

export const STAGES = ["create", "poll", "download"] as const;
export type Stage = (typeof STAGES)[number];

export interface WorkerOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Its log is appended here. */
  readonly logFile: string;
  /** Words for Node, before the program. */
  readonly nodeOptions?: readonly string[];
}

/** One worker in a process of its own, as it is deployed. */
export interface WorkerProcess {
  readonly stage: Stage;
  readonly pid: number;
  isAlive(): boolean;
  signal(name: NodeJS.Signals): void;
  /** How it ended, whoever ended it. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export function startWorkerProcess(
  stage: Stage,
  { environment, logFile, nodeOptions = [] }: WorkerOptions,
): WorkerProcess {
  const log = openSync(logFile, "a");
  const child = spawn(process.execPath, [...nodeOptions, inRepository(`apps/worker-${stage}/dist/main.js`)], {
    env: environment,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const ended = once(child, "exit").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  endWithUs(child);
  return {
    stage,
    pid: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    signal: (name) => void child.kill(name),
    ended,
  };
}
