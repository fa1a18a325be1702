import { Readable } from "node:stream";
import { createClient } from "@hailuo-queue/client";
import { Problem } from "../http/problem.ts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import type { McpParts } from "./mcp-parts.ts";
import type { message } from "./operations.ts";

/** Never asked over a network. */
const WITHIN = "http://gateway.invalid";

/**
 * One message of an assistant's program, answered by tools that call this gateway as the key's owner. A call that wants
 * to hear of progress is answered with a stream, any other with JSON.
 */
export async function answerMcp(
  { key, body, headers, signal, hold }: CallOf<typeof message>,
  { within, askAboveMicroUsd, isKnownOrigin }: McpParts,
): Promise<Answer> {
  if (headers.origin !== undefined && !isKnownOrigin(headers.origin))
    throw new Problem(403, "foreign_origin", { detail: "This request came from a page of another site." });
  // Loaded with the first message: most gateways never see one.
  const { answerMcpRequest } = await import("@hailuo-queue/mcp");
  const client = createClient({
    baseUrl: WITHIN,
    apiKey: "none",
    fetch: within({ key, host: headers.host }),
    attempts: 1,
  });
  const wantsStream = body.params?._meta?.["progressToken"] !== undefined;
  const call = {
    headers: pick(headers, ["accept", "content-type", "mcp-protocol-version"]),
    body,
    signal,
    answersWith: wantsStream ? "stream" : "json",
  } as const;
  if (!wantsStream) hold();
  const ask = (): Promise<Response> => answerMcpRequest(call, { client, askAboveMicroUsd });
  if (wantsStream) return { status: 200, open: async () => streamOf(await ask()), contentType: "text/event-stream" };
  const answer = await ask().catch((error: unknown) => {
    // Nobody is there to read it.
    if (signal.aborted) return new Response(null, { status: 204 });
    throw error;
  });
  const text = await answer.text();
  return json(answer.status, text === "" ? undefined : JSON.parse(text));
}

/** @throws Problem for a message that the protocol refuses. */
async function streamOf(answer: Response): Promise<Readable> {
  if (answer.ok && answer.body !== null) return Readable.fromWeb(answer.body as never);
  const { error } = JSON.parse(await answer.text()) as { readonly error?: { readonly message?: string } };
  throw new Problem(answer.status, "mcp_refused", { detail: error?.message ?? "The message cannot be used." });
}

function pick(headers: CallOf<typeof message>["headers"], names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}
