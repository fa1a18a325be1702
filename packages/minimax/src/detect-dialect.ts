import { optional, ProviderError } from "@hailuo-queue/contracts";
import type { ProviderAnswer } from "./core/answer.ts";
import { keyFor } from "./core/api-key.ts";
import { type BaseUrl, DEFAULT_BASE_URL, parseBaseUrl } from "./core/base-url.ts";
import { createHttpDoor, type HttpDoor, type HttpResult } from "./core/http-door.ts";
import { isPage } from "./core/judge-answer.ts";
import { answerError, type CallFacts, visibleText } from "./core/provider-error.ts";
import { readFault } from "./core/read-fault.ts";
import { redact } from "./core/redact.ts";
import { adviceFor, transportError, type TransportFailure } from "./core/transport-failure.ts";
import { type DialectName, V1_DIALECT_NAMES, type V1DialectName } from "./dialects/dialect.ts";
import { DEFAULT_TIMEOUT_MS, type DetectOptions, LEAST_MS, NO_SUCH_TASK } from "./detect-options.ts";
import { DIALECTS } from "./dialects/named.ts";
import { judgeProbe, type ProbeVerdict } from "./judge-probe.ts";
import { probeV2 } from "./probe-v2.ts";

/**
 * Paths that no dialect has, beside those that one has: a router's answer to these is its answer to every wrong path.
 */
const CONTROLS: Readonly<Record<V1DialectName, string>> = {
  "minimax-v1": "/v1/query/no_such_resource",
  documented: "/v1/no_such_resource/0",
  "legacy-v3": "/v3/async/no_such_resource/0",
};

/** What a proxy that wants a login answers in the place of whoever was asked. */
const PROXY_LOGIN = 407;

interface Probe {
  readonly name: V1DialectName;
  readonly path: string;
  readonly result: HttpResult;
  readonly verdict: ProbeVerdict;
}

/**
 * Finds out which shape of the first generation's API a server speaks, free of charge: a query for a task that cannot
 * exist, in each dialect at once; nothing is ever POSTed. A server that was reached and speaks none of them is asked
 * for v2, and is `minimax-v2` where it speaks that alone.
 * @throws ProviderError: `key_refused` (account); `unreachable` (not_sent) naming host and cause; the server's own
 * trouble (429, 5xx); `unknown_dialect` (account) with what was asked and answered.
 */
export async function detectDialect(options: DetectOptions): Promise<DialectName> {
  const base = parseBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL);
  const key = keyFor(options.apiKey, undefined);
  const clock = options.clock ?? { now: () => Date.now() };
  const facts: CallFacts = { operation: "query", host: base.host, secrets: [key], clock, settings: options.settings };
  const door = createHttpDoor(base, { maxSockets: V1_DIALECT_NAMES.length * 2, wayOut: options.wayOut });
  const ended = new AbortController();
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const startedAt = clock.now();
  const signal = options.signal === undefined ? ended.signal : AbortSignal.any([ended.signal, options.signal]);
  try {
    const asking = { key, timeoutMs, signal };
    const started = V1_DIALECT_NAMES.map((name) => startProbe(door, name, asking));
    const silent: Probe[] = [];
    for (const starting of started) {
      const probe = await starting;
      if (probe.verdict === "speaks") return probe.name;
      if (probe.verdict === "speaks_and_refuses_key") throw refusal(facts, probe);
      silent.push(probe);
    }
    const trouble = silent.some(({ result, verdict }) => !result.ok || verdict === "in_trouble");
    const leftMs = Math.max(LEAST_MS, timeoutMs - (clock.now() - startedAt));
    if (!trouble && (await probeV2({ ...options, timeoutMs: leftMs, signal })) === "speaks") return "minimax-v2";
    throw nobodySpoke(base, facts, silent);
  } finally {
    ended.abort();
    door.close();
  }
}

async function startProbe(
  door: HttpDoor,
  name: V1DialectName,
  asking: { readonly key: string; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Probe> {
  const { path, query } = DIALECTS[name].queryRequest(NO_SUCH_TASK);
  const [result, control] = await Promise.all([
    door.send({ method: "GET", path, ...optional({ query }), ...asking }),
    // Only needed to tell an API's 404 from a router's; the live API is known by its envelope.
    name === "minimax-v1" ? undefined : door.send({ method: "GET", path: CONTROLS[name], ...asking }),
  ]);
  return { name, path, result, verdict: judgeProbe(name, result, control) };
}

/** Why no dialect was found, the most useful reason first. */
function nobodySpoke(base: BaseUrl, facts: CallFacts, probes: readonly Probe[]): ProviderError {
  const refused = probes.find((probe) => probe.verdict === "refuses_key");
  if (refused !== undefined) return refusal(facts, refused);
  const unreached = probes.find((probe) => !probe.result.ok);
  if (unreached !== undefined && !unreached.result.ok) return unreachable(facts, unreached.result.failure);
  const troubled = probes.find((probe) => probe.verdict === "in_trouble");
  if (troubled !== undefined) return refusal(facts, troubled);
  const stopped = probes.find(({ result }) => result.ok && result.answer.httpStatus === PROXY_LOGIN);
  if (stopped !== undefined) return refusal(facts, stopped);
  const page = probes.find(({ result }) => result.ok && result.answer.httpStatus === 200 && isPage(result.answer));
  if (page?.result.ok === true) return ownPage(facts, page.result.answer.text);
  const answers = probes.map((probe) => `GET ${probe.path} -> ${summary(probe.result, facts.secrets)}`).join("; ");
  return new ProviderError(
    "unknown_dialect",
    `${base.host} speaks none of the known dialects of the video API (${answers}); check ` +
      `MINIMAX_BASE_URL, or set MINIMAX_DIALECT to one of ${V1_DIALECT_NAMES.join(", ")}`,
    { verdict: "account" },
  );
}

function ownPage({ host, secrets }: CallFacts, text: string): ProviderError {
  const words = redact(visibleText(text).trim(), secrets).slice(0, 80);
  return new ProviderError(
    "unknown_dialect",
    `Something before ${host}, such as a proxy or the login page of a network, answers with a page of its own ` +
      `("${words}"), not MiniMax's API; check the network, HTTPS_PROXY and MINIMAX_BASE_URL`,
    { verdict: "account" },
  );
}

function refusal(facts: CallFacts, probe: Probe): ProviderError {
  if (!probe.result.ok) return unreachable(facts, probe.result.failure);
  return answerError(facts, probe.result.answer, readFault(probe.result.answer));
}

/** Nothing that costs money was sent, however the question ended. */
function unreachable(facts: CallFacts, failure: TransportFailure): ProviderError {
  const error = transportError(facts, failure);
  const { httpStatus } = error.details;
  const details = { verdict: "not_sent", ...optional({ httpStatus }) } as const;
  const code = failure.kind === "aborted" ? error.code : "unreachable";
  const advice = failure.sent && failure.kind !== "aborted" ? adviceFor(facts, failure.proxy) : "";
  return new ProviderError(code, `${error.message}${advice}`, details, optional({ cause: error.cause }));
}

function summary(result: HttpResult, secrets: readonly string[]): string {
  return result.ok ? summarize(result.answer, secrets) : "no answer";
}

function summarize(answer: ProviderAnswer, secrets: readonly string[]): string {
  const location = answer.headers["location"];
  if (location !== undefined) return `${answer.httpStatus} to ${redact(location, secrets).slice(0, 100)}`;
  return `${answer.httpStatus} ${JSON.stringify(redact(answer.text, secrets).slice(0, 80))}`;
}
