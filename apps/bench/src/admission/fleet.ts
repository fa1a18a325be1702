import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inRepository } from "../places.ts";

export interface FleetOptions {
  readonly processes: number;
  /** Where videos and logs go. */
  readonly directory: string;
  /** Settings beside those that every worker of a bench has. */
  readonly environment: Readonly<Record<string, string>>;
  readonly profileDirectory?: string | undefined;
}

/** `hailuo worker all`, several times. */
export interface Fleet extends AsyncDisposable {
  /** Ends the one that has worked longest with SIGKILL, and starts another one without waiting for it. */
  replaceOldest(): Promise<void>;
}

/** Starts them all and waits until each takes work. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const running: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  const starting = new Set<Promise<void>>();
  let started = 0;
  // A bench that fails leaves no worker behind.
  const killAll = (): void => all.forEach((child) => child.kill("SIGKILL"));
  process.once("exit", killAll);

  async function start(): Promise<void> {
    started += 1;
    const child = startWorker(options, started);
    all.add(child);
    child.once("exit", () => all.delete(child));
    await untilItRuns(child);
    running.push(child);
  }

  async function replaceOldest(): Promise<void> {
    // On a busy machine none may have come up yet.
    if (running.length === 0) await Promise.race(starting);
    const oldest = running.shift();
    if (oldest === undefined) throw new Error("there is no worker to kill");
    const ended = once(oldest, "exit");
    oldest.kill("SIGKILL");
    await ended;
    const replacement = start();
    starting.add(replacement);
    replacement.catch((error: unknown) => console.error(error)).finally(() => starting.delete(replacement));
  }

  await Promise.all(Array.from({ length: options.processes }, start));
  return {
    replaceOldest,
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(starting);
      await Promise.all([...all].map(stop));
      process.off("exit", killAll);
    },
  };
}

function startWorker({ directory, environment, profileDirectory }: FleetOptions, number: number): ChildProcess {
  const profile = profileDirectory === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileDirectory}`];
  const child = spawn(
    process.execPath,
    [...profile, inRepository("apps/cli/bin/hailuo.mjs"), "worker", "all", "--json"],
    {
      cwd: directory,
      env: {
        PATH: process.env["PATH"],
        HOME: directory,
        MINIMAX_API_KEY: "any",
        MINIMAX_DIALECT: "minimax-v1",
        HAILUO_OUT: "videos",
        HAILUO_HEALTH_PORT: "off",
        HAILUO_LOG_LEVEL: "warn",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  child.stderr.pipe(createWriteStream(join(directory, `worker-${number}.log`)));
  return child;
}

async function untilItRuns(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error("a worker without output");
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"workers"')) return;
  throw new Error(`a worker ended with ${String(child.exitCode ?? child.signalCode)} before it ran`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
