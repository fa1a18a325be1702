import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { RecordedCall } from "./recorded-call.ts";

/** Trusted by a Node program that is started with it in NODE_EXTRA_CA_CERTS. */
export const CERTIFICATE = besides("self-signed.cert.pem");
const KEY = besides("self-signed.key.pem");
const MOST_ANSWER = 100_000;

export interface Recorder {
  /** Where programs go, without a slash at the end. */
  readonly url: string;
  /** In the order in which their answers had come. */
  readonly calls: readonly RecordedCall[];
  /** The next call is handed on, and its answer never comes back: the connection breaks in its place. */
  loseNextAnswer(): void;
  /** The next calls are handed on, and both connections of each break before its answer. */
  breakNextCalls(count: number): void;
  /** Whom all is handed on to. */
  handTo(url: string): void;
  close(): Promise<void>;
}

/** What becomes of a call: its answer comes, is lost on the way back, or is never waited for. */
type Fate = "answered" | "lost" | "broken";

/** A proxy on a free port that hands everything on as it came, and keeps what came. */
export async function openRecorder({ tls = false }: { readonly tls?: boolean } = {}): Promise<Recorder> {
  const calls: RecordedCall[] = [];
  let target = "";
  let isNextLost = false;
  let toBreak = 0;
  const listener: RequestListener = (incoming, reply) => {
    const fate: Fate = toBreak > 0 ? "broken" : isNextLost ? "lost" : "answered";
    if (fate === "broken") toBreak -= 1;
    else isNextLost = false;
    handOn(incoming, reply, { target, fate }).then(
      (call) => void calls.push(call),
      () => void reply.destroy(),
    );
  };
  const server = tls
    ? createTlsServer({ cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) }, listener)
    : createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    loseNextAnswer: () => void (isNextLost = true),
    breakNextCalls: (count) => void (toBreak = count),
    handTo: (url) => void (target = url),
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function handOn(
  incoming: IncomingMessage,
  reply: ServerResponse,
  { target, fate }: { readonly target: string; readonly fate: Fate },
): Promise<RecordedCall> {
  const { method = "GET", url: path = "/", headers } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const outgoing = request(new URL(path, target), { method, headers });
  if (fate === "broken") {
    // Its caller's own connection, which a keeping agent would not close.
    outgoing.on("error", () => undefined);
    await new Promise<void>((resolve) => outgoing.end(body, resolve));
    outgoing.destroy();
    throw new Error("broken on purpose");
  }
  outgoing.end(body);
  const isLost = fate === "lost";
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  const status = answer.statusCode ?? 0;
  if (isLost) reply.destroy();
  else reply.writeHead(status, answer.headers);
  const isText = /json/.test(answer.headers["content-type"] ?? "");
  let text = "";
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (isText && text.length < MOST_ANSWER) text += chunk.toString();
    if (!isLost) reply.write(chunk);
  }
  if (!isLost) reply.end();
  const plain = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { method, path, headers: Object.fromEntries(plain), body, status, answer: text };
}

function besides(name: string): string {
  return fileURLToPath(new URL(`../../../e2e/src/__fixtures__/${name}`, import.meta.url));
}
