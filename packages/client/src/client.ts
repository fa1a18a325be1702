import createFetchClient, { type Client } from "openapi-fetch";
import { type ConnectionOptions, createConnection, rootOf } from "./connection.ts";
import { GatewayError, isOfNetwork, unreachable } from "./gateway-error.ts";
import type { components, paths } from "./generated/api.ts";
import { readEvents, type StreamEvent } from "./read-events.ts";
import { readLines } from "./read-lines.ts";
import { type Item, sendItems, type SendItemsOptions, type SentItems } from "./send-items.ts";

/** A generation as the gateway shows it. */
export type Generation = components["schemas"]["Generation"];
/** A batch as the gateway shows it. */
export type Batch = components["schemas"]["Batch"];

/** The gateway for one API key. It keeps no connection open between calls. */
export interface HailuoClient {
  /**
   * Every path of the gateway, typed: `client.api.GET("/api/v1/batches/{id}", {params: {path: {id}}})`. It never throws
   * for a refusal, but GatewayError when no answer came.
   */
  readonly api: Client<paths>;
  /** Fills an open batch. Throws GatewayError. */
  sendItems(
    batchId: string,
    items: Iterable<Item> | AsyncIterable<Item>,
    options?: SendItemsOptions,
  ): Promise<SentItems>;
  /** The stream of a generation or a batch to its end, resumed where a connection broke. */
  generationEvents(id: string, signal?: AbortSignal): AsyncIterable<StreamEvent>;
  batchEvents(id: string, signal?: AbortSignal): AsyncIterable<StreamEvent>;
  /** Resolves when it has ended. */
  waitForGeneration(id: string, signal?: AbortSignal): Promise<Generation>;
  /** Resolves when it goes on by itself no more. */
  waitForBatch(id: string, signal?: AbortSignal): Promise<Batch>;
  /** Its generations one by one, as lines of results.jsonl; `errors`: what failed or was cancelled. */
  results(batchId: string, which?: "results" | "errors"): AsyncIterable<Record<string, unknown>>;
}

/**
 * A client of the gateway over fetch. Opens nothing until it is asked. Throws GatewayError when `baseUrl` is no URL.
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
  const events = (kind: "generations" | "batches", id: string, signal?: AbortSignal): AsyncIterable<StreamEvent> =>
    readEvents(connection, pathOf(kind, id, "events"), signal);

  return {
    api,
    sendItems: (batchId, items, how) => sendItems(connection, batchId, items, how),
    generationEvents: (id, signal) => events("generations", id, signal),
    batchEvents: (id, signal) => events("batches", id, signal),
    waitForGeneration: async (id, signal) => (await lastOf(events("generations", id, signal))) as Generation,
    waitForBatch: async (id, signal) => (await lastOf(events("batches", id, signal))) as Batch,
    results: async function* (batchId, which = "results") {
      const { body } = await connection.sendAgain(pathOf("batches", batchId, `${which}.jsonl`));
      if (body === null) throw new GatewayError(200, { detail: "The gateway sent no body." });
      for await (const line of readLines(body as unknown as AsyncIterable<Uint8Array>))
        yield JSON.parse(line) as Record<string, unknown>;
    },
  };
}

async function lastOf(events: AsyncIterable<StreamEvent>): Promise<unknown> {
  for await (const { event, data } of events) if (event === "end") return data;
  throw new Error("unreachable: a stream is followed to its end");
}
