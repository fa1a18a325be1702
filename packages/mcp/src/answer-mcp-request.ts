import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { createMcpServer } from "./create-mcp-server.ts";
import type { ToolContext } from "./tool-context.ts";

/** A POST of the protocol's streamable HTTP, its body read and its caller known. */
export interface McpHttpCall {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Aborts when the caller is gone. */
  readonly signal: AbortSignal;
  /** A stream can tell of progress. */
  readonly answersWith: "json" | "stream";
}

/**
 * Answers one message without a session: nothing is kept between calls, so no flood of them fills a process, and any
 * gateway may answer the next one. Rejects when the caller is gone.
 */
export async function answerMcpRequest(
  { headers, body, signal, answersWith }: McpHttpCall,
  context: ToolContext,
): Promise<Response> {
  const server = createMcpServer(context);
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: answersWith === "json" });
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  const gone = new Promise<never>((_resolve, reject) => {
    const leave = (): void => {
      // Ends what its tools wait for.
      void server.close().catch(() => undefined);
      reject(new Error("The caller is gone."));
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  });
  gone.catch(() => undefined);
  const request = new Request("http://gateway.invalid/mcp", { method: "POST", headers });
  return Promise.race([transport.handleRequest(request, { parsedBody: body }), gone]);
}
