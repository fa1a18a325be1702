import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";

/** Whether a request may have left this machine. Starts as false and never goes back. */
export interface SentTrace {
  sent: boolean;
}

/**
 * Node's own http(s) client, watched: axios takes it as its `transport`. Node keeps a request in memory until its
 * socket is connected (for TLS: until the certificate is accepted), so an error before that moment means that nothing
 * was sent. A reused keep-alive socket counts as sent at once: a reset on it may come before or after the server read.
 */
export function watchedTransport(trace: SentTrace): {
  request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest;
} {
  return {
    request(options, onAnswer) {
      const request = options.protocol === "https:" ? https.request(options, onAnswer) : http.request(options, onAnswer);
      request.once("socket", (socket) => {
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

/** The event that lets data out, or undefined when it may be out already. */
function readyEvent(socket: Socket & { readonly encrypted?: boolean; readonly secureConnecting?: boolean }): string | undefined {
  if (socket.encrypted === true) return socket.secureConnecting === true ? "secureConnect" : undefined;
  return socket.connecting ? "connect" : undefined;
}
