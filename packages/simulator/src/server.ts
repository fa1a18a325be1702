import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { BOOKS_PREFIX, handleBooks } from "./books-door.ts";
import type { Callbacks } from "./callbacks.ts";
import { handleCreate } from "./create-call.ts";
import type { Route, Router } from "./dialects/routes.ts";
import { handleDelete } from "./delete-call.ts";
import { handleDownload } from "./download-call.ts";
import { handleList } from "./list-call.ts";
import { handleFunds } from "./funds-calls.ts";
import { DOWNLOAD_PREFIX } from "./links.ts";
import type { SimulatorSettings } from "./options.ts";
import { handleContent, handleFile, handleQuery } from "./read-calls.ts";
import type { Reply } from "./reply.ts";
import { stillThereAfter, writeReply, writeText } from "./reply-writer.ts";
import { sendVideo } from "./send-video.ts";
import type { Task } from "./tasks.ts";
import type { World } from "./world.ts";

export interface ServerParts {
  readonly world: World;
  readonly callbacks: Callbacks;
  readonly router: Router;
  readonly publicUrl: string | undefined;
  readonly configure: (changes: SimulatorSettings) => void;
  readonly onCreate: ((path: string, body: Readonly<Record<string, unknown>>) => void) | undefined;
}

/** Room for two 20 MB images as data URLs. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Longer than any poll interval: a client that keeps connections must not meet one that is just closing. */
const KEEP_ALIVE_MS = 120_000;

export function createSimulatorServer(parts: ServerParts): Server {
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, noDelay: true },
    (request, response) => {
      // A peer that hangs up in the middle is the peer's business.
      request.on("error", () => response.destroy());
      response.on("error", () => response.destroy());
      serve(parts, request, response).catch((error: unknown) => {
        process.emitWarning(`the simulator failed on ${request.method} ${request.url}: ${String(error)}`);
        response.destroy();
      });
    },
  );
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world } = parts;
  const [path, search] = splitOnce(request.url ?? "/");
  if (path.startsWith(BOOKS_PREFIX)) {
    const { method = "GET" } = request;
    const body = (await readBody(request)) ?? "";
    return handleBooks(world, response, {
      method,
      path,
      query: new URLSearchParams(search),
      body,
      configure: parts.configure,
    });
  }
  if (world.settings.outage !== "none") return writeReply(response, outageReply(world));
  if (path.startsWith(DOWNLOAD_PREFIX)) {
    world.requests.add("download");
    return handleDownload(world, request, response, { path, query: search });
  }
  const route = parts.router(request.method ?? "GET", path, search);
  if (route === undefined) {
    world.requests.add("unknownPath");
    request.resume();
    // The proxy's own words, not the API's.
    return writeText(response, 404, "text/plain", "404 page not found");
  }
  return serveCall(parts, route, request, response);
}

async function serveCall(
  parts: ServerParts,
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { world } = parts;
  world.requests.add(route.kind);
  const body = await readBody(request);
  if (body === undefined) return writeText(response, 413, "text/plain", "request entity too large");
  const reply = await answerCall(parts, route, request, body);
  if (reply.kind === "answer" && reply.task !== undefined) noteWhetherAnswered(response, reply.task);
  const latencyMs = drawLatency(world);
  if (latencyMs > 0 && !(await stillThereAfter(response, latencyMs))) return;
  if (reply.kind === "video") return sendVideo(world, request, response, reply.task);
  return writeReply(response, reply);
}

function noteWhetherAnswered(response: ServerResponse, task: Task): void {
  response.once("close", () => {
    if (!response.writableFinished) task.answered = false;
  });
}

function answerCall(
  { world, callbacks, publicUrl, onCreate }: ServerParts,
  route: Route,
  request: IncomingMessage,
  body: string,
): Reply | Promise<Reply> {
  const { authorization, host = "127.0.0.1" } = request.headers;
  const origin = publicUrl ?? `http://${host}`;
  switch (route.kind) {
    case "create": {
      const parsed = parseObject(body);
      onCreate?.(splitOnce(request.url ?? "/")[0], parsed ?? {});
      return handleCreate(world, {
        dialect: route.dialectFor(parsed ?? {}),
        authorization,
        origin,
        callbacks,
        body: parsed,
      });
    }
    case "funds":
      return handleFunds(world, { path: route.path, authorization });
    case "query":
      return handleQuery(world, { ...route, authorization, origin });
    case "list":
      return handleList(world, { ...route, authorization, origin });
    case "delete":
      return handleDelete(world, { ...route, authorization, origin, callbacks });
    case "file":
      return handleFile(world, { ...route, authorization, origin });
    case "content":
      return handleContent(world, { ...route, authorization, origin });
  }
}

function outageReply({ settings }: World): Exclude<Reply, { kind: "video" }> {
  if (settings.outage === "503") return { kind: "html", httpStatus: 503, title: "503 Service Temporarily Unavailable" };
  return settings.outage === "hang" ? { kind: "hang", hangMs: settings.faults.hangMs ?? 60_000 } : { kind: "reset" };
}

function drawLatency({ settings: { latencyMs }, draws }: World): number {
  if (typeof latencyMs === "number") return latencyMs;
  return latencyMs.minMs + (latencyMs.maxMs - latencyMs.minMs) * draws.latency();
}

/** Undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (request.method === "GET" || request.method === "HEAD") {
    request.resume();
    return "";
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString("utf8") : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function splitOnce(url: string): [string, string] {
  const mark = url.indexOf("?");
  return mark === -1 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
}
