import { optional } from "@hailuo-queue/contracts";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { finished, pipeline } from "node:stream/promises";
import { openDiscardedBlobs, openDiskBlobs } from "./blob-store.ts";
import type { Books } from "./buckets.ts";
import { createFaultBook, type S3Faults } from "./faults.ts";
import { findRoute } from "./route.ts";
import type { S3Answer } from "./s3-answer.ts";
import { S3Fault } from "./s3-fault.ts";
import { refuseWithout, type S3Demand } from "./demands.ts";
import { readS3Request } from "./s3-request.ts";
import { verifySignature } from "./verify-signature.ts";
import { element, escapeXml } from "./xml.ts";

/** The credentials that a stand-in accepts, and how strict it is. */
export interface S3StandInOptions {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Made at the start; default none. */
  readonly buckets?: readonly string[];
  /** Default us-east-1. A request signed for another is refused. */
  readonly region?: string;
  /**
   * Bodies are kept in a new folder under this one, which goes away at close; default the system's temporary folder.
   */
  readonly directory?: string;
  /** `nothing`: bodies are verified and forgotten, for benchmarks; ETags are then random. Default `disk`. */
  readonly keep?: "disk" | "nothing";
  /** Answer aws-chunked bodies with 411, as Ceph radosgw 16 does. Default false. */
  readonly refuseChunked?: boolean;
  /** What a bucket's rules ask of each object; default nothing. */
  readonly demands?: readonly S3Demand[];
  /** Serves TLS with this key and certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Of each part but the last; default 5 MiB, as on S3. Tests of many parts make it smaller. */
  readonly leastPartBytes?: number;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Unix ms, for the expiry of signatures; default the system's clock. */
  readonly now?: () => number;
}

/** An object in a stand-in. */
export interface StandInObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly contentType: string;
  readonly etag: string;
}

/** A multipart upload that was begun and neither completed nor aborted. */
export interface StandInUpload {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly parts: number;
}

/** One request that was answered. */
export interface StandInRequest {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly status: number;
  readonly code?: string;
}

/** A running S3 stand-in: what it stores, what it was asked, and the faults that it shows. */
export interface S3StandIn {
  /**
   * `http://127.0.0.1:<port>`; `http://localhost:<port>` works too, with `http://<bucket>.localhost:<port>` for virtual
   * hosts.
   */
  readonly endpoint: string;
  readonly faults: S3Faults;
  objects(): readonly StandInObject[];
  multipartUploads(): readonly StandInUpload[];
  /** The latest 10,000, oldest first. */
  requests(): readonly StandInRequest[];
  /** Resolves when a request of this operation has arrived (and passed the signature), counted from now. */
  nextRequest(operation: string): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const MAX_REQUESTS_KEPT = 10_000;
const LEAST_PART_BYTES = 5 * 1024 * 1024;

/**
 * An S3 server for tests, demos and benchmarks. As strict as the real ones where clients go wrong: signatures (header
 * and presigned), payload hashes and checksums are recomputed, parts have their minimum size, conditional writes hold.
 */
export async function startS3StandIn(options: S3StandInOptions): Promise<S3StandIn> {
  const books: Books = {
    buckets: new Map((options.buckets ?? []).map((name) => [name, new Map()])),
    uploads: new Map(),
  };
  const keepsBodies = (options.keep ?? "disk") === "disk";
  const blobs = keepsBodies ? await openDiskBlobs(options.directory) : openDiscardedBlobs();
  const faultBook = createFaultBook();
  const now = options.now ?? Date.now;
  const keys = {
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
    region: options.region ?? "us-east-1",
  };
  const requests: StandInRequest[] = [];
  const watchers = new Set<{ operation: string; resolve: () => void }>();

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen = { operation: "Unknown", bucket: "", key: "" };
    let code: string | undefined;
    try {
      const request = readS3Request(message);
      Object.assign(seen, { bucket: request.bucket, key: request.key });
      const route = findRoute(request);
      seen.operation = route.operation;
      const payloadHash = await verifySignature(request, keys, now());
      for (const watcher of watchers) {
        if (watcher.operation !== route.operation) continue;
        watchers.delete(watcher);
        watcher.resolve();
      }
      refuseWithout(options.demands ?? [], route.operation, message);
      await faultBook.wait(route.operation);
      const fault = faultBook.take(route.operation);
      if (fault?.cut === true) {
        message.socket.destroy();
        return;
      }
      if (fault !== undefined) throw new S3Fault(fault.status, fault.code, "A fault that was asked for.");
      const { refuseChunked = false, leastPartBytes = LEAST_PART_BYTES } = options;
      const world = { books, blobs, payloadHash, refuseChunked, leastPartBytes, md5: keepsBodies, now };
      await send(message, response, await route.handle(request, world));
    } catch (error) {
      if (message.destroyed && !message.complete) return;
      const fault = error instanceof S3Fault ? error : new S3Fault(500, "InternalError", String(error));
      code = fault.code;
      await drain(message);
      await send(message, response, faultAnswer(fault, message));
    } finally {
      if (requests.length === MAX_REQUESTS_KEPT) requests.shift();
      requests.push({ ...seen, status: response.statusCode, ...optional({ code }) });
    }
  };

  // The client's fault, not ours: a socket that breaks while an answer is written.
  const listener = (message: IncomingMessage, response: ServerResponse): void =>
    void answer(message, response).catch(() => response.destroy());
  const server =
    options.tls === undefined
      ? createServer({ requestTimeout: 0 }, listener)
      : createTlsServer({ ...options.tls, requestTimeout: 0 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    await blobs.close();
  };
  return {
    endpoint: `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: faultBook.hooks,
    objects: () =>
      [...books.buckets].flatMap(([bucket, objects]) =>
        [...objects.values()].map(({ key, bytes, contentType, etag }) => ({ bucket, key, bytes, contentType, etag })),
      ),
    multipartUploads: () =>
      [...books.uploads.values()].map(({ bucket, key, uploadId, parts }) => ({
        bucket,
        key,
        uploadId,
        parts: parts.size,
      })),
    requests: () => [...requests],
    nextRequest: (operation) => new Promise((resolve) => watchers.add({ operation, resolve })),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function faultAnswer(fault: S3Fault, message: IncomingMessage): S3Answer {
  const inner =
    element("Code", fault.code) + element("Message", fault.message) + element("Resource", message.url ?? "");
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner}<RequestId>${escapeXml(randomUUID())}</RequestId></Error>`;
  return { status: fault.status, body };
}

async function send(message: IncomingMessage, response: ServerResponse, answer: S3Answer): Promise<void> {
  const { body } = answer;
  const headers: Record<string, string> = { "x-amz-request-id": randomUUID(), ...answer.headers };
  if (typeof body === "string") {
    headers["content-type"] = "application/xml";
    headers["content-length"] = String(Buffer.byteLength(body));
  } else if (body === undefined && answer.status !== 204 && answer.status !== 304 && message.method !== "HEAD") {
    headers["content-length"] = "0";
  }
  response.writeHead(answer.status, headers);
  if (body === undefined || message.method === "HEAD") response.end();
  else if (typeof body === "string") response.end(body);
  else await pipeline(body, response);
}

/** Reads a refused body away: a client that is still writing would else see a reset in place of the refusal. */
async function drain(message: IncomingMessage): Promise<void> {
  if (message.complete) return;
  message.resume();
  await finished(message).catch(() => undefined);
}
