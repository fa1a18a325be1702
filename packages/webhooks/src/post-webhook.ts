import { type ClientRequest, type IncomingMessage, request as requestHttp, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction, Socket } from "node:net";
import { WEBHOOK_LIMITS } from "@hailuo-queue/contracts";
import { NoTunnelError, STRAIGHT, type WayOut } from "@hailuo-queue/outbound";
import type { WebhookTarget } from "./webhook-targets.ts";

/** How an attempt ended. */
export type PostResult =
  | {
      readonly outcome: "answered";
      readonly status: number;
      /** There where it was asked for. */
      readonly body?: string;
    }
  /** Nothing came back. */
  | { readonly outcome: "failed"; readonly reason: string };

/** Times in milliseconds. */
export interface PostLimits {
  readonly connectMs: number;
  readonly answerMs: number;
}

/** Its reason is for the tenant; nothing that the receiver wrote stands in it. */
class GivenUp extends Error {}

/**
 * Follows no redirect, and reads the status only, unless it is asked for the body: that is the receiver's own. Each call has a connection
 * of its own, to one of the target's addresses: names are not looked up again, and nothing that one receiver does to a
 * connection meets another's.
 * @throws the reason of `signal`, when that ends it; every other failure is an outcome.
 */
export async function postWebhook(
  { url, addresses }: WebhookTarget,
  content: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  {
    signal,
    limits = WEBHOOK_LIMITS,
    wayOut = STRAIGHT,
    maxBodyBytes,
  }: {
    readonly signal: AbortSignal;
    readonly limits?: PostLimits;
    readonly wayOut?: WayOut;
    /** Reads the answer's body, of at most so many bytes; default: it is not read. */
    readonly maxBodyBytes?: number;
  },
): Promise<PostResult> {
  const settings: RequestOptions = {
    method: "POST",
    // Through a proxy, which looks the name up itself, it is one that is known here and leads to addresses that may be
    // called.
    agent: wayOut.agentFor(url) ?? false,
    lookup: only(addresses),
    maxHeaderSize: WEBHOOK_LIMITS.maxAnswerHeadBytes,
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(content.body),
      "user-agent": "hailuo-queue-webhooks/1",
      ...content.headers,
    },
    signal,
  };
  const request = url.protocol === "https:" ? requestHttps(url, settings) : requestHttp(url, settings);
  const stopTimers = giveUpInTime(request, url, limits);
  try {
    const response = await new Promise<Answered>((resolve, reject) => {
      let interim = 0;
      request.on("information", () => {
        interim += 1;
        if (interim > WEBHOOK_LIMITS.maxInterimAnswers)
          request.destroy(new GivenUp("it sent no answer but interim ones"));
      });
      request.once("response", (message) => resolve(message));
      request.once("upgrade", ({ statusCode }, socket) => {
        // It is nobody's any more: the request lets go of it.
        socket.destroy();
        resolve({ statusCode });
      });
      request.on("error", reject);
      request.end(content.body);
    });
    const status = response.statusCode ?? 0;
    if (maxBodyBytes === undefined || !("socket" in response)) return { outcome: "answered", status };
    return { outcome: "answered", status, body: await readBody(response, maxBodyBytes) };
  } catch (error) {
    if (signal.aborted) throw error;
    return { outcome: "failed", reason: reasonOf(error) };
  } finally {
    stopTimers();
    request.destroy();
  }
}

type Answered = IncomingMessage | Pick<IncomingMessage, "statusCode">;

async function readBody(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new GivenUp(`its answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** One limit until the connection stands, TLS included; another, for all of it, until the answer's head is there. */
function giveUpInTime(request: ClientRequest, url: URL, { connectMs, answerMs }: PostLimits): () => void {
  const giveUp = (what: string, ms: number): NodeJS.Timeout =>
    setTimeout(() => request.destroy(new GivenUp(`${what} within ${ms} ms`)), ms);
  const connecting = giveUp("no connection", connectMs);
  const answering = giveUp("no answer", answerMs);
  request.once("socket", (socket: Socket & { readonly secureConnecting?: boolean }) => {
    const secure = url.protocol === "https:";
    // One through a proxy may stand already.
    if (secure ? socket.secureConnecting === false : !socket.connecting) clearTimeout(connecting);
    else socket.once(secure ? "secureConnect" : "connect", () => clearTimeout(connecting));
  });
  return () => {
    clearTimeout(connecting);
    clearTimeout(answering);
  };
}

function only(addresses: WebhookTarget["addresses"]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? "", first?.family ?? 4);
  };
}

/** A code and no more: what Node says names addresses. */
function reasonOf(error: unknown): string {
  if (error instanceof GivenUp) return error.message;
  if (error instanceof NoTunnelError) return "the proxy of this deployment opened no tunnel to it";
  const { code = "", errors = [] } = error as {
    readonly code?: string;
    readonly errors?: readonly { readonly code?: string }[];
  };
  const shown = code === "" ? (errors[0]?.code ?? "") : code;
  if (shown.startsWith("HPE_")) return `its answer is not HTTP (${shown})`;
  return `the connection failed (${/^[A-Z][A-Z0-9_]{1,60}$/.test(shown) ? shown : "no reason known"})`;
}
