import { Readable } from "node:stream";
import type { Environment, Shell } from "../shell.ts";

export interface CapturedShell extends Shell {
  readonly out: () => string;
  readonly err: () => string;
  readonly outLines: () => string[];
  readonly json: () => Record<string, unknown>[];
  /** As Ctrl-C does. */
  interrupt(): void;
}

/** A shell without a terminal that keeps what was printed; its time stands still at 2026-11-22 12:00 UTC. */
export function createCapturedShell(settings: { stdin?: string; env?: Environment; isTTY?: boolean } = {}): CapturedShell {
  const chunks = { out: "", err: "" };
  const listeners = new Set<() => void>();
  const outLines = (): string[] => chunks.out.split("\n").filter((line) => line !== "");
  return {
    stdin: Readable.from([Buffer.from(settings.stdin ?? "")]),
    stdout: { write: (text) => (chunks.out += text), columns: 80, rows: 24, isTTY: settings.isTTY ?? false },
    stderr: { write: (text) => (chunks.err += text) },
    env: settings.env ?? {},
    nodeVersion: "24.1.0",
    now: () => Date.UTC(2026, 10, 22, 12),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exitNow: (code) => {
      throw new Error(`exit ${code}`);
    },
    out: () => chunks.out,
    err: () => chunks.err,
    outLines,
    json: () => outLines().map((line) => JSON.parse(line) as Record<string, unknown>),
    interrupt: () => {
      for (const listener of listeners) listener();
    },
  };
}
