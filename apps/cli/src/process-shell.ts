import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Environment, Shell } from "./shell.ts";

/** SIGBREAK is Ctrl-Break on Windows, which has no SIGTERM; elsewhere it never comes. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGBREAK"] as const;

export interface ProcessShell extends Shell {
  /** Whether a signal asked a command to end. */
  wasInterrupted(): boolean;
}

/** The shell of a real process. */
export function createProcessShell(process: NodeJS.Process, env: Environment): ProcessShell {
  let interrupted = false;
  const note = (): void => void (interrupted = true);
  return {
    wasInterrupted: () => interrupted,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env,
    nodeVersion: process.versions.node,
    ask: (question) => askAtTerminal(process, question),
    now: () => Date.now(),
    pause: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    onInterrupt(listener) {
      for (const signal of SIGNALS) {
        process.on(signal, note);
        process.on(signal, listener);
      }
      return () => {
        for (const signal of SIGNALS) {
          process.off(signal, note);
          process.off(signal, listener);
        }
      };
    },
    exitNow: (code) => process.exit(code),
  };
}

/** Standard output may be a file: the question stands on standard error. Ctrl-C is a no, as is the end of the input. */
function askAtTerminal({ stdin, stderr }: NodeJS.Process, question: string): Promise<string | undefined> {
  if (!stdin.isTTY || !stderr.isTTY || stdin.readableEnded) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const reader = createInterface({ input: stdin, output: stderr });
    reader.once("close", () => resolve(""));
    reader.once("SIGINT", () => reader.close());
    reader.question(question, (answer) => {
      resolve(answer);
      reader.close();
    });
  });
}
