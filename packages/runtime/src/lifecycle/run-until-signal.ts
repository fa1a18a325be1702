import { InvalidInputError } from "@hailuo-queue/contracts";
import type { Logger } from "pino";
import { delay } from "../delay.ts";
import { createScope, type Scope } from "./scope.ts";

/** What of `process` is used; a parameter so that tests need no real signals where none are meant. */
export interface ProcessLike {
  on(
    event: NodeJS.Signals | "uncaughtException" | "unhandledRejection",
    listener: (...parts: unknown[]) => void,
  ): unknown;
  exit(code: number): void;
}

/** What a process starts, and how long it may take to close. Times are in ms. */
export interface RunOptions {
  /** How long closing may take. */
  readonly graceMs: number;
  readonly logger: Logger;
  /** Opens everything into the scope and returns. The signal is aborted when the process shall end. */
  readonly start: (scope: Scope, signal: AbortSignal) => Promise<void>;
  readonly process?: ProcessLike;
}

/** SIGBREAK is Ctrl-Break on Windows, which has no SIGTERM; elsewhere it never comes. */
const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGBREAK: 149 } as const;
type EndSignal = keyof typeof SIGNAL_CODES;

/**
 * Runs a process until SIGTERM or SIGINT, closes what it opened within `graceMs`, and exits: 0 after a clean end, 1
 * when closing failed or took too long, when the start failed or on an error that nobody caught, 2 for settings that
 * cannot be used. A second signal exits at once with 130 or 143.
 */
export async function runUntilSignal(options: RunOptions): Promise<void> {
  const { logger, graceMs } = options;
  const host = options.process ?? process;
  const scope = createScope();
  const shutdown = new AbortController();
  const ending = withResolvers<number>();

  const onSignal = (signal: EndSignal): void => {
    if (shutdown.signal.aborted) return host.exit(SIGNAL_CODES[signal]);
    logger.info({ signal, graceMs }, "shutdown begun");
    ending.resolve(0);
    shutdown.abort(new Error(`stopped by ${signal}`));
  };
  const onFatal = (error: unknown): void => {
    if (shutdown.signal.aborted) return;
    logger.fatal({ err: error }, "process failed");
    ending.resolve(1);
    shutdown.abort(error);
  };
  for (const signal of Object.keys(SIGNAL_CODES) as EndSignal[]) host.on(signal, () => onSignal(signal));
  host.on("uncaughtException", onFatal);
  host.on("unhandledRejection", onFatal);

  const started = options.start(scope, shutdown.signal).catch((error: unknown) => {
    if (shutdown.signal.aborted) return;
    logger.fatal({ err: error }, "start failed");
    ending.resolve(error instanceof InvalidInputError ? 2 : 1);
    shutdown.abort(error);
  });

  const code = await ending.promise;
  const closed = closeAfter(started, scope, logger);
  const late = delay(graceMs).then(() => "late" as const);
  const result = await Promise.race([closed, late]);
  if (result === "late") logger.error({ graceMs }, "shutdown took longer than its grace");
  else if (result === "closed") logger.info("shutdown ended");
  host.exit(result === "closed" ? code : 1);
}

async function closeAfter(started: Promise<void>, scope: Scope, logger: Logger): Promise<"closed" | "failed"> {
  await started;
  try {
    await scope.close();
    return "closed";
  } catch (error) {
    logger.error({ err: error }, "shutdown failed");
    return "failed";
  }
}

function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}
