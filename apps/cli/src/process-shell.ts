import { setTimeout as sleep } from "node:timers/promises";
import type { Environment, Shell } from "./shell.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

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
