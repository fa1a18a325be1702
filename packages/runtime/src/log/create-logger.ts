import { errorMessage } from "@hailuo-queue/contracts";
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from "pino";
import type { LogLevel } from "../settings/process-settings.ts";
import { countRepeats } from "./count-repeats.ts";
import { logContextFields } from "./log-context.ts";
import { prettyLines } from "./pretty-lines.ts";
import { createSteadyDestination } from "./steady-destination.ts";
import { redactText, redactValue } from "./redact.ts";

/** A log of JSON lines, as pino has it. */
export type { Logger } from "pino";

/** The name, level and destination of a log. */
export interface LoggerOptions {
  /** The process' name, in every line. */
  readonly name: string;
  readonly level: LogLevel;
  /** Default: standard error. */
  readonly destination?: DestinationStream;
}

/**
 * Lines with redacted keys and links on standard error: JSON, or for people where that is a terminal. Standard output
 * stays free for results.
 */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level,
      base: { name: options.name, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      // What a child logger is bound to does not pass through the formatter below.
      redact: {
        paths: ["apiKey", "authorization", "password", "token", "MINIMAX_API_KEY", "secretAccessKey"],
        censor: "[redacted]",
      },
      mixin: () => ({ ...logContextFields() }),
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactValue(fields) as Record<string, unknown>,
      },
      hooks: {
        logMethod(parts, method) {
          const [first, ...rest] = parts;
          // A bare error would lend its own message, unredacted, to the line.
          const whole =
            (first as unknown) instanceof Error
              ? [{ err: first }, rest[0] ?? errorMessage(first), ...rest.slice(1)]
              : parts;
          method.apply(
            this,
            whole.map((part) => (typeof part === "string" ? redactText(part) : part)) as Parameters<typeof method>,
          );
        },
      },
    },
    // Written at once: the last lines before a crash are the ones that are wanted.
    options.destination ?? standardError(),
  );
}

/** JSON lines where a program reads, lines for people at a terminal; the same error once a minute. */
function standardError(): DestinationStream {
  const steady = createSteadyDestination(2);
  const { isTTY } = process.stderr;
  return countRepeats(isTTY ? prettyLines(steady, { colours: process.stderr.hasColors() }) : steady);
}
