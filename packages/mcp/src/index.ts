export { answerMcpRequest, type McpHttpCall } from "./answer-mcp-request.ts";
export { serveStdio } from "./serve-stdio.ts";
export type { ToolContext } from "./tool-context.ts";
