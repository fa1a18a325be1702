import { errorMessage } from "@hailuo-queue/contracts";
import { redactText } from "../log/redact.ts";
import type { Readiness } from "./readiness.ts";

/** What a process can say of itself. */
export interface HealthSources {
  /** Undefined while all is well, else why the process should be restarted. */
  readonly alive: () => string | undefined;
  readonly ready: () => Promise<Readiness>;
  /** In the format that the Accept header of the request asks for. */
  readonly metrics: (accept: string | undefined) => Promise<{ readonly contentType: string; readonly body: string }>;
}

/** An answer of the health server. */
export interface HealthReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Answers one path; never throws. */
export async function healthReply(
  path: string,
  sources: HealthSources,
  accept: string | undefined,
): Promise<HealthReply> {
  try {
    switch (path) {
      case "/healthz": {
        const reason = sources.alive();
        return json(reason === undefined ? 200 : 503, reason === undefined ? { ok: true } : { ok: false, reason });
      }
      case "/readyz": {
        const readiness = await sources.ready();
        return json(readiness.ok ? 200 : 503, readiness);
      }
      case "/metrics":
        return { status: 200, ...(await sources.metrics(accept)) };
      default:
        return json(404, { error: "not found", paths: ["/healthz", "/readyz", "/metrics"] });
    }
  } catch (error) {
    return json(500, { error: errorMessage(error) });
  }
}

/** A reply of JSON. */
export function json(status: number, value: object): HealthReply {
  return { status, contentType: "application/json; charset=utf-8", body: `${redactText(JSON.stringify(value))}\n` };
}
