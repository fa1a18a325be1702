import { createRequire } from "node:module";
import { PATIENCE_MS, until } from "@hailuo-queue/e2e";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

export interface MinimaxMcpOptions {
  /** Of the API, without a path of a version. */
  readonly host: string;
  readonly key: string;
  /** Where it saves videos. */
  readonly directory: string;
  /** The interpreter that has the package of PyPI (`minimax-mcp`). Default: the package of npm. */
  readonly python?: string;
}

export interface McpVideo {
  readonly model: string;
  readonly prompt: string;
  readonly duration?: number;
  readonly resolution?: string;
  /** A URL, or a file. */
  readonly firstFrameImage?: string;
}

/** MiniMax's published MCP server (npm `minimax-mcp-js`, PyPI `minimax-mcp`) as a process, asked as an assistant's program asks it. */
export interface MinimaxMcp extends AsyncDisposable {
  /**
   * Returns the task's id.
   * @throws with the server's words.
   */
  generateVideo(request: McpVideo): Promise<string>;
  /**
   * The path that the video was saved at.
   * @throws with the server's words.
   */
  waitForVideo(taskId: string): Promise<string>;
}

export async function startMinimaxMcp({ host, key, directory, python }: MinimaxMcpOptions): Promise<MinimaxMcp> {
  const client = new Client({ name: "witness", version: "1.0.0" });
  await client.connect(
    new StdioClientTransport({
      command: python ?? process.execPath,
      args:
        python === undefined
          ? [createRequire(import.meta.url).resolve("minimax-mcp-js")]
          : ["-c", "from minimax_mcp.server import main; main()"],
      cwd: directory,
      stderr: "ignore",
      env: {
        MINIMAX_API_KEY: key,
        MINIMAX_API_HOST: host,
        MINIMAX_MCP_BASE_PATH: directory,
        MINIMAX_RESOURCE_MODE: "local",
        MINIMAX_API_RESOURCE_MODE: "local",
      },
    }),
    { timeout: PATIENCE_MS },
  );

  async function call(name: string, words: Readonly<Record<string, unknown>>): Promise<string> {
    const named = Object.entries(words).map(([word, value]) => [python === undefined ? word : snakeCased(word), value]);
    const call = { name, arguments: Object.fromEntries(named) as Record<string, unknown> };
    const { content } = await client.callTool(call, undefined, { timeout: PATIENCE_MS });
    return (content as readonly { readonly text?: string }[]).map(({ text = "" }) => text).join("");
  }

  return {
    async generateVideo(request) {
      const answer = await call("generate_video", { ...request, asyncMode: true });
      const taskId = /Task ID: (\d+)/.exec(answer)?.[1];
      if (taskId === undefined) throw new Error(answer);
      return taskId;
    },
    async waitForVideo(taskId) {
      let path: string | undefined;
      await until(`task ${taskId} is done`, async () => {
        const answer = await call("query_video_generation", { taskId });
        if (/^Failed|FAILED/.test(answer)) throw new Error(answer);
        path = /Video saved as: (.+)$/.exec(answer)?.[1];
        return path !== undefined;
      });
      return path ?? "";
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function snakeCased(word: string): string {
  return word.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
