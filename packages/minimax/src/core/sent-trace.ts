import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";

/** What became of a request so far. Both start as false and never go back. */
export interface SentTrace {
  /** Whether it may have left this machine for the provider. */
  sent: boolean;
  /** Whether the head of an answer is there. */
  answered: boolean;
}

/**
 * Node's own http(s) client, watched: axios takes it as its `transport`. Node keeps a request in memory until its
 * socket is connected (for TLS: until the certificate is accepted), so an error before that moment means that nothing
 * was sent. A reused keep-alive socket counts as sent at once: a reset on it may come before or after the server read.
 * An https request that is given a plain socket never leaves: so the proxy agent hands on the answer of a proxy that
 * opened no tunnel, and what is written to that socket goes nowhere.
 */
export function watchedTransport(trace: SentTrace): {
  request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest;
} {
  return {
    request(options, onAnswer) {
      const secure = options.protocol === "https:";
      const onHead = (answer: IncomingMessage): void => {
        trace.answered = true;
        onAnswer(answer);
      };
      const request = secure ? https.request(options, onHead) : http.request(options, onHead);
      request.once("socket", (socket: MaybeEncrypted) => {
        if (secure && socket.encrypted !== true) return;
        const ready = readyEvent(socket);
        if (ready === undefined) trace.sent = true;
        else
          socket.once(ready, () => {
            trace.sent = true;
          });
      });
      return request;
    },
  };
}

type MaybeEncrypted = Socket & { readonly encrypted?: boolean; readonly secureConnecting?: boolean };

/** The event that lets data out, or undefined when it may be out already. */
function readyEvent(socket: MaybeEncrypted): string | undefined {
  if (socket.encrypted === true) return socket.secureConnecting === true ? "secureConnect" : undefined;
  return socket.connecting ? "connect" : undefined;
}
