import type { ServerResponse } from "node:http";
import type { Answer } from "./dialects/dialect.ts";
import type { Reply } from "./reply.ts";

/** Node runs a longer timer at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Does everything that a reply may ask for, except sending a video. */
export async function writeReply(response: ServerResponse, reply: Exclude<Reply, { kind: "video" }>): Promise<void> {
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
      if (await stillThereAfter(response, reply.hangMs)) reset(response);
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

/** Waits; false, and at once, when the connection ends in the meantime. */
export function stillThereAfter(response: ServerResponse, delayMs: number): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const gone = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(
      () => {
        response.off("close", gone);
        resolve(true);
      },
      Math.min(delayMs, LONGEST_TIMER_MS),
    );
    response.once("close", gone);
  });
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
