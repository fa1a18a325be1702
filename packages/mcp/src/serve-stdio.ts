import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { Readable, Writable } from "node:stream";
import { createMcpServer } from "./create-mcp-server.ts";
import type { ToolContext } from "./tool-context.ts";

/** One message; a picture of 30 MB as a data URL fits. */
const MOST_BYTES = 48 * 1024 * 1024;

/** Speaks the protocol over two streams until the client closes its own, or the signal aborts. */
export async function serveStdio(
  { input, output, signal }: { readonly input: Readable; readonly output: Writable; readonly signal: AbortSignal },
  context: ToolContext,
): Promise<void> {
  const server = createMcpServer(context);
  const transport = new StdioServerTransport(input, output, { maxBufferSize: MOST_BYTES });
  const over = new Promise<void>((resolve) => {
    input.once("end", resolve);
    input.once("close", resolve);
    // A message that is too long closes the transport.
    server.onclose = resolve;
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  await server.connect(transport);
  await over;
  await server.close();
}
