import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { Tool } from "./define-tool.ts";
import { cancel } from "./tools/cancel.ts";
import { estimateCost } from "./tools/estimate-cost.ts";
import { explain } from "./tools/explain.ts";
import { getResults } from "./tools/get-results.ts";
import { getStatus } from "./tools/get-status.ts";
import { listBatches } from "./tools/list-batches.ts";
import { listVideos } from "./tools/list-videos.ts";
import { retry } from "./tools/retry.ts";
import { submitBatch } from "./tools/submit-batch.ts";
import { submitVideo } from "./tools/submit-video.ts";
import { uploadFile } from "./tools/upload-file.ts";
import { wait } from "./tools/wait.ts";
import type { ToolContext } from "./tool-context.ts";
import { listResources, readResource, VIDEO_TEMPLATE } from "./video-resources.ts";

const TOOLS: readonly Tool[] = [
  estimateCost,
  submitVideo,
  submitBatch,
  getStatus,
  wait,
  getResults,
  listVideos,
  listBatches,
  explain,
  cancel,
  retry,
];

const INSTRUCTIONS = `Makes videos from text and pictures with MiniMax Hailuo, through a queue that buys each video once.
A video takes minutes: submit it, then call wait (again and again until done), then get_results for a link.
Videos cost money. Without max_cost_usd only small purchases are made; a larger one is refused with its price: tell the user, and pass max_cost_usd once they agree.
Submitting the same request again returns the same video and buys nothing. If an answer is lost, call again with the same arguments.`;

/** In step with the packages. */
const FACTS = { name: "hailuo-queue", title: "Hailuo videos", version: "0.1.0" } as const;

/** What the server would check a user's answers with. It asks users nothing, and making the usual one takes 8 ms. */
const NO_QUESTIONS: JsonSchemaValidator = {
  getValidator: () => {
    throw new Error("unreachable: nothing is asked");
  },
};

/**
 * A server for one connection, with the tools that its user may use. It opens nothing, and is made within the time of a
 * message, since a gateway makes one for each: the SDK's own `McpServer` describes all tools again each time, which
 * takes 30 ms.
 */
export function createMcpServer(context: ToolContext): Server {
  const tools = context.readsFiles === true ? [...TOOLS, uploadFile] : TOOLS;
  const server = new Server(FACTS, {
    instructions: INSTRUCTIONS,
    capabilities: { tools: {}, resources: {} },
    jsonSchemaValidator: NO_QUESTIONS,
  });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(({ facts }) => facts()) }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal, _meta, sendNotification }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}.`);
    const progressToken = _meta?.progressToken;
    return tool.run(params.arguments, context, {
      signal,
      async tell(progress) {
        if (progressToken === undefined || signal.aborted) return;
        await sendNotification({ method: "notifications/progress", params: { progressToken, ...progress } });
      },
    });
  });
  server.setRequestHandler(ListResourcesRequestSchema, async () => ({ resources: await listResources(context) }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [VIDEO_TEMPLATE] }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => ({
    contents: await readResource(context, params.uri),
  }));
  return server;
}

type JsonSchemaValidator = NonNullable<NonNullable<ConstructorParameters<typeof Server>[1]>["jsonSchemaValidator"]>;
