import { execFile } from "node:child_process";
import { optional } from "@hailuo-queue/contracts";
import { createRunningTime } from "@hailuo-queue/outbound/running-time";

/** How a command ended, and what it wrote. */
export interface CommandResult {
  /** 0 when it ended well; undefined when it could not be started or was killed. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly directory?: string;
  /** Replaces PATH for this command; default: the one of this process. */
  readonly searchPath?: string;
  /** Default 10 s. */
  readonly timeoutMs?: number;
}

/**
 * Runs a command without a shell and without a terminal. Never throws: a command that does not exist has no exit code.
 */
export function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = "", ...commandArguments] = command;
  const stop = new AbortController();
  const stopWaiting = createRunningTime(options.timeoutMs ?? 10_000).after(() => stop.abort());
  const settings = {
    signal: stop.signal,
    maxBuffer: 16 * 1024 * 1024,
    ...optional({ cwd: options.directory }),
    ...(options.searchPath === undefined ? {} : { env: { PATH: options.searchPath, LC_ALL: "C" } }),
  };
  return new Promise((resolve) => {
    const child = execFile(program, commandArguments, settings, (error, stdout, stderr) => {
      stopWaiting();
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
      resolve({ exitCode, stdout, stderr });
    });
    child.stdin?.end();
  });
}
