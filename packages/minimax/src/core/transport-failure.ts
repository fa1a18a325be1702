import { ProviderError, type ProviderVerdict, optional } from "@hailuo-queue/contracts";
import { type CallFacts, OUTCOME_UNKNOWN } from "./provider-error.ts";
import { redact } from "./redact.ts";

/** How a call ended without a complete answer. */
export interface TransportFailure {
  readonly kind: "timeout" | "aborted" | "too_large" | "no_tunnel" | "broken";
  /** False only when it is certain that not one byte of the request left: then nothing can have been bought. */
  readonly sent: boolean;
  readonly timeoutMs: number;
  /** Node's word, e.g. ECONNREFUSED. */
  readonly code?: string;
  readonly message?: string;
  /** Host and port of the proxy that the call went to, without its login. */
  readonly proxy?: string;
  /** There when the answer had begun. */
  readonly httpStatus?: number;
}

/** Node's codes in words that tell a user where to look. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "no such host name",
  EAI_AGAIN: "the name server gave no answer",
  ENETUNREACH: "no network leads there",
  EHOSTUNREACH: "no network leads there",
  ETIMEDOUT: "no connection within the time allowed",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  CERT_HAS_EXPIRED: "its TLS certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its TLS certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "a TLS certificate in its chain is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its TLS certificate cannot be verified",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its TLS certificate's issuer is not known here",
  ERR_TLS_CERT_ALTNAME_INVALID: "its TLS certificate is for another host",
  EPROTO: "it does not speak TLS as expected",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS there",
};

/**
 * The error of a call that got no complete answer. The cause is a bare {code, message}: axios's own error holds the
 * key.
 */
export function transportError(facts: CallFacts, failure: TransportFailure): ProviderError {
  const verdict = verdictOf(facts, failure);
  const reason = reasonOf(facts, failure);
  const message = failure.sent
    ? `${reason}${verdict === "unknown_outcome" ? `; ${OUTCOME_UNKNOWN}` : ""}`
    : `${reason}; nothing was sent${adviceAfter(facts, failure)}`;
  return new ProviderError(
    codeOf(failure),
    message,
    { verdict, ...optional({ httpStatus: failure.httpStatus }) },
    failure.code === undefined
      ? {}
      : { cause: { code: failure.code, message: redact(failure.message ?? "", facts.secrets) } },
  );
}

function adviceAfter(facts: CallFacts, { kind, proxy }: TransportFailure): string {
  if (kind === "aborted") return "";
  return kind === "no_tunnel" ? PROXY_ADVICE : adviceFor(facts, proxy);
}

const PROXY_ADVICE = ". Check HTTPS_PROXY and HTTP_PROXY, or name the host in NO_PROXY";

/** For a server that cannot be reached, straight or through a proxy. */
export function adviceFor({ settings }: CallFacts, proxy: string | undefined): string {
  if (proxy !== undefined) return PROXY_ADVICE;
  return `. Check ${settings ?? "MINIMAX_BASE_URL"} and the network`;
}

function verdictOf(facts: CallFacts, failure: TransportFailure): ProviderVerdict {
  if (!failure.sent) return "not_sent";
  return facts.operation === "create" ? "unknown_outcome" : "transient";
}

function codeOf(failure: TransportFailure): string {
  if (failure.kind === "aborted") return "aborted";
  if (!failure.sent) return "unreachable";
  if (failure.kind === "timeout") return "timeout";
  return failure.kind === "too_large" ? "answer_too_large" : "connection_lost";
}

function reasonOf(facts: CallFacts, failure: TransportFailure): string {
  const { host } = facts;
  const seconds = `${failure.timeoutMs / 1000} s`;
  const way = failure.proxy === undefined ? "" : ` through the proxy ${failure.proxy}`;
  if (failure.kind === "aborted") return `the call to ${host} was stopped from our side`;
  if (failure.kind === "timeout") {
    return failure.sent
      ? `${host} gave no complete answer${way} within ${seconds}`
      : `${host} could not be reached${way} within ${seconds} (timeout)`;
  }
  if (failure.kind === "no_tunnel") return `the proxy opened no tunnel to ${host} (${failure.httpStatus})`;
  if (failure.kind === "too_large") return `${host} sent more than an answer can be`;
  const why =
    failure.code === undefined ? "unknown cause" : describe(failure.code, redact(failure.message ?? "", facts.secrets));
  if (!failure.sent) return `${host} could not be reached${way} (${why})`;
  return `the connection to ${host} broke ${failure.httpStatus === undefined ? "before an answer came" : "in the middle of the answer"} (${why})`;
}

function describe(code: string, message: string): string {
  const words = CAUSES[code] ?? message;
  return words === "" ? code : `${code}: ${words}`;
}
