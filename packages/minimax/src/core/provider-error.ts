import { type Clock, ProviderError, type ProviderErrorDetails, optional } from "@hailuo-queue/contracts";
import { type ProviderAnswer, traceIdOf } from "./answer.ts";
import { judgeAnswer, type Operation } from "./judge-answer.ts";
import { itSaid } from "./in-english.ts";
import type { ProviderFault } from "./read-fault.ts";
import { redact } from "./redact.ts";
import { regionHint } from "./regions.ts";
import { retryAfter } from "./retry-after.ts";
import { resetTime } from "./wordings.ts";

/** What an error needs to know about the call it is about. */
export interface CallFacts {
  readonly operation: Operation;
  readonly host: string;
  /** Never to appear in a message: the key. */
  readonly secrets: readonly string[];
  readonly clock: Clock;
  /** Where key and base URL stand, for messages. */
  readonly settings?: string | undefined;
}

const DEFAULT_PLACE = "MINIMAX_API_KEY and MINIMAX_BASE_URL";

/** The one factory for answers that are not what was asked for. */
export function answerError(facts: CallFacts, answer: ProviderAnswer, fault: ProviderFault | undefined): ProviderError {
  const { row, verdict } = judgeAnswer(facts.operation, answer, fault);
  const code = fault?.providerCode ?? `HTTP ${answer.httpStatus}`;
  const traceId = traceIdOf(answer);
  const sentence = row.sentence
    .replaceAll("{host}", facts.host)
    .replaceAll("{code}", String(code))
    .replaceAll("{settings}", facts.settings ?? DEFAULT_PLACE);
  const said = redact(fault?.text ?? visibleText(answer.text), facts.secrets);
  const retryAt = mayRetry(verdict)
    ? ((fault?.text === undefined ? undefined : resetTime(fault.text)) ??
      retryAfter(answer, facts.clock) ??
      (row.waitMs === undefined ? undefined : facts.clock.now() + row.waitMs))
    : undefined;
  const hint = regionHint(facts.host, row.code) ?? "";
  const parts = [sentence, hint, said === "" ? "" : itSaid(said), verdict === "unknown_outcome" ? OUTCOME_UNKNOWN : ""];
  const message = `${parts.filter((part) => part !== "").join("; ")}${traceId === undefined ? "" : ` (trace id ${traceId})`}`;
  return new ProviderError(row.code, redactKeys(message, facts.secrets), {
    verdict,
    httpStatus: answer.httpStatus,
    ...(fault?.providerCode !== undefined && { providerCode: fault.providerCode }),
    ...optional({ retryAt }),
    said: redactKeys(said === "" ? String(code) : `${code}, ${said}`, facts.secrets),
    ...optional({ traceId }),
  });
}

/** Ends the sentence about a create whose answer was lost. */
export const OUTCOME_UNKNOWN = "the task may have been created all the same, so it is not sent again";

function mayRetry(verdict: ProviderErrorDetails["verdict"]): boolean {
  return !["terminal", "unknown_outcome", "not_found", "not_sent"].includes(verdict);
}

/** Where the title of a page stands; patterns that look for tags take time by the square of what they look through. */
const BEGINNING = 4096;

/** Of a proxy's page only its words. */
export function visibleText(page: string): string {
  const text = page.slice(0, BEGINNING);
  if (!/^\s*<(?:!doctype|html)/i.test(text)) return text;
  return /<title[^>]*>([^<]+)/i.exec(text)?.[1] ?? text.replaceAll(/<[^>]*>/g, " ");
}

/** A last look: a host or trace id could hold a key too. */
function redactKeys(message: string, secrets: readonly string[]): string {
  return secrets.reduce((line, secret) => (secret.length >= 4 ? line.replaceAll(secret, "[redacted]") : line), message);
}
