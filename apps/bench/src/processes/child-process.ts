import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { inRepository } from "../places.ts";

/** A program of the bench in a process of its own, spoken to over IPC. */
export interface BenchChild<Ready> extends AsyncDisposable {
  readonly pid: number;
  /** What it said once it was ready. */
  readonly ready: Ready;
  /** One question at a time. Rejects when the process ends without an answer. */
  ask<Answer>(question: string): Promise<Answer>;
}

export interface ChildOptions {
  readonly input: unknown;
  /** Puts a CPU profile of the process into this directory when it ends. */
  readonly profileDirectory?: string | undefined;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts `dist/<program>.js` and waits until it is ready. */
export async function startChild<Ready>(program: string, options: ChildOptions): Promise<BenchChild<Ready>> {
  const child = fork(inRepository(`apps/bench/dist/${program}.js`), [JSON.stringify(options.input)], {
    execArgv: [
      ...(options.nodeOptions ?? []),
      ...(options.profileDirectory === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profileDirectory}`]),
    ],
    env: { PATH: process.env["PATH"], ...options.environment },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ready = (await nextMessage(child, program)) as Ready;
  return {
    pid: child.pid ?? 0,
    ready,
    async ask<Answer>(question: string) {
      const answer = nextMessage(child, program);
      child.send({ question });
      return (await answer) as Answer;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

async function nextMessage(child: ChildProcess, program: string): Promise<unknown> {
  const stop = new AbortController();
  try {
    return await Promise.race([
      once(child, "message", { signal: stop.signal }).then(
        ([message]) => (message as { readonly value: unknown }).value,
      ),
      once(child, "exit", { signal: stop.signal }).then(([code, signal]) => {
        throw new Error(`${program} ended with ${String(code ?? signal)} before it answered`);
      }),
    ]);
  } finally {
    stop.abort();
  }
}
