import type { ServerResponse } from "node:http";
import type { Answer } from "./dialects/dialect.ts";
import type { Reply } from "./reply.ts";

/** Does everything that a reply may ask for, except sending a video. */
export function writeReply(response: ServerResponse, reply: Exclude<Reply, { kind: "video" }>): void {
  switch (reply.kind) {
    case "answer":
      writeJson(response, reply.answer, JSON.stringify(reply.answer.body));
      break;
    case "cut": {
      const whole = JSON.stringify(reply.answer.body);
      writeJson(response, reply.answer, whole.slice(0, Math.floor(whole.length / 2)));
      break;
    }
    case "html":
      writeText(
        response,
        reply.httpStatus,
        "text/html",
        `<html><head><title>${reply.title}</title></head><body><h1>${reply.title}</h1></body></html>\n`,
      );
      break;
    case "reset":
      reset(response);
      break;
    case "hang":
      after(response, reply.hangMs, () => reset(response));
      break;
  }
}

export function writeText(response: ServerResponse, httpStatus: number, contentType: string, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(httpStatus, { "Content-Type": contentType, "Content-Length": body.length });
  response.end(body);
}

/** The client sees ECONNRESET, not an orderly end. */
export function reset(response: ServerResponse): void {
  if (response.socket === null) response.destroy();
  else response.socket.resetAndDestroy();
}

/** Runs `act` after a while, unless the connection is gone by then. */
export function after(response: ServerResponse, delayMs: number, act: () => void): void {
  const timer = setTimeout(
    () => {
      response.off("close", stop);
      act();
    },
    Math.min(delayMs, 2_147_483_647),
  );
  const stop = (): void => clearTimeout(timer);
  response.once("close", stop);
}

let traces = 0;

function writeJson(response: ServerResponse, { httpStatus, headers }: Answer, text: string): void {
  const body = Buffer.from(text);
  traces += 1;
  response.writeHead(httpStatus, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": body.length,
    "Trace-Id": `sim${traces.toString(16).padStart(29, "0")}`,
    ...headers,
  });
  response.end(body);
}
