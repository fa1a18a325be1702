import createFetchClient, { type Client } from "openapi-fetch";
import { type ConnectionOptions, createConnection, rootOf } from "./connection.ts";
import { GatewayError, isOfNetwork, unreachable } from "./gateway-error.ts";
import type { paths } from "./generated/api.ts";
import { createInputs, type Inputs } from "./inputs.ts";
import { readEvents } from "./read-events.ts";
import { readLines } from "./read-lines.ts";
import { type Item, sendItems, type SendItemsOptions, type SentItems } from "./send-items.ts";
import type { Batch, BatchEvent, Generation, GenerationEvent, StreamEvent } from "./stream-event.ts";
import { type BatchSource, uploadBatch, type UploadBatchOptions, type UploadedBatch } from "./upload-batch.ts";

/** The gateway for one API key. It keeps no connection open between calls. */
export interface HailuoClient {
  /**
   * Every path of the gateway, typed: `client.api.GET("/api/v1/batches/{id}", {params: {path: {id}}})`. It never throws
   * for a refusal, but GatewayError when no answer came.
   */
  readonly api: Client<paths>;
  /**
   * Fills an open batch.
   * @throws GatewayError.
   */
  sendItems(
    batchId: string,
    items: Iterable<Item> | AsyncIterable<Item>,
    options?: SendItemsOptions,
  ): Promise<SentItems>;
  /**
   * Opens a batch, fills it from a file or an iterable, and seals it: it starts.
   * @throws GatewayError.
   */
  uploadBatch(source: BatchSource, options?: UploadBatchOptions): Promise<UploadedBatch>;
  readonly inputs: Inputs;
  /** The stream of a generation or a batch to its end, resumed where a connection broke. */
  generationEvents(id: string, signal?: AbortSignal): AsyncIterable<GenerationEvent>;
  batchEvents(id: string, signal?: AbortSignal): AsyncIterable<BatchEvent>;
  /** Resolves when what any call returned has ended, or goes on by itself no more. */
  waitFor(one: Pick<Generation, "object" | "id">, signal?: AbortSignal): Promise<Generation>;
  waitFor(one: Pick<Batch, "object" | "id">, signal?: AbortSignal): Promise<Batch>;
  /** Resolves when it has ended. */
  waitForGeneration(id: string, signal?: AbortSignal): Promise<Generation>;
  /** Resolves when it goes on by itself no more. */
  waitForBatch(id: string, signal?: AbortSignal): Promise<Batch>;
  /** Its generations one by one, as lines of results.jsonl; `errors`: what failed or was cancelled. */
  results(batchId: string, which?: "results" | "errors"): AsyncIterable<Record<string, unknown>>;
}

/**
 * A client of the gateway over fetch. Opens nothing until it is asked.
 * @throws GatewayError when `baseUrl` is no URL.
 */
export function createClient(options: ConnectionOptions): HailuoClient {
  const connection = createConnection(options);
  const root = rootOf(options.baseUrl);
  const api = createFetchClient<paths>({
    baseUrl: root,
    headers: { authorization: `Bearer ${options.apiKey}` },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch as (request: Request) => Promise<Response> }),
  });
  api.use({ onError: ({ error }) => (isOfNetwork(error) ? unreachable(root, error) : undefined) });
  const pathOf = (kind: "generations" | "batches", id: string, rest: string): string =>
    `/api/v1/${kind}/${encodeURIComponent(id)}/${rest}`;
  const eventsOf = (id: string, signal?: AbortSignal): AsyncIterable<GenerationEvent> =>
    readEvents(connection, pathOf("generations", id, "events"), signal);
  const eventsOfBatch = (id: string, signal?: AbortSignal): AsyncIterable<BatchEvent> =>
    readEvents(connection, pathOf("batches", id, "events"), signal);

  return {
    api,
    sendItems: (batchId, items, how) => sendItems(connection, batchId, items, how),
    uploadBatch: (source, how) => uploadBatch(connection, source, how),
    inputs: createInputs(connection),
    generationEvents: eventsOf,
    batchEvents: eventsOfBatch,
    waitFor: (async ({ object, id }: Pick<Generation | Batch, "object" | "id">, signal?: AbortSignal) =>
      lastOf(object === "batch" ? eventsOfBatch(id, signal) : eventsOf(id, signal))) as HailuoClient["waitFor"],
    waitForGeneration: async (id, signal) => (await lastOf(eventsOf(id, signal))) as Generation,
    waitForBatch: async (id, signal) => (await lastOf(eventsOfBatch(id, signal))) as Batch,
    results: async function* (batchId, which = "results") {
      const { body } = await connection.sendAgain(pathOf("batches", batchId, `${which}.jsonl`));
      if (body === null) throw new GatewayError(200, { detail: "The gateway sent no body." });
      for await (const line of readLines(piecesOf(body, root))) yield JSON.parse(line) as Record<string, unknown>;
    },
  };
}

/** @throws GatewayError (`unreachable`) where it breaks off. */
async function* piecesOf(body: ReadableStream<Uint8Array>, root: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw isOfNetwork(error) ? unreachable(root, error) : error;
  }
}

async function lastOf(events: AsyncIterable<StreamEvent>): Promise<unknown> {
  for await (const { event, data } of events) if (event === "end") return data;
  throw new Error("unreachable: a stream is followed to its end");
}
