import { HAILUO, PATIENCE_MS, type Stand } from "@hailuo-queue/e2e";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** What an assistant learns of a call. */
export interface ToolAnswer {
  /** What went wrong, in words. */
  readonly error?: string;
  readonly told: Readonly<Record<string, unknown>>;
  /** Of the resource links. */
  readonly uris: readonly string[];
}

/** A program for assistants, by the client that the protocol's makers publish. */
export interface Assistant extends AsyncDisposable {
  use(tool: string, args: object): Promise<ToolAnswer>;
  /** Enqueues a video and returns its id. */
  submit(request: object): Promise<string>;
  /** How it ended. Calls again as long as it goes on. */
  waitFor(videoId: string): Promise<Readonly<Record<string, unknown>>>;
  /** What a server that it started wrote for people. */
  notes(): string;
}

/** Starts `hailuo mcp WORDS` and speaks with it over standard input and output. */
export async function startMcp(
  { directory }: Pick<Stand, "directory">,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Assistant> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [HAILUO, "mcp", ...words],
    cwd: directory,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stderr: "pipe",
  });
  let notes = "";
  transport.stderr?.on("data", (chunk) => (notes += String(chunk)));
  return assist(transport, () => notes);
}

/** Speaks with a gateway over HTTP. */
export async function connectMcp(url: string, key: string): Promise<Assistant> {
  const headers = { authorization: `Bearer ${key}` };
  return assist(new StreamableHTTPClientTransport(new URL("/mcp", url), { requestInit: { headers } }), () => "");
}

async function assist(
  transport: StdioClientTransport | StreamableHTTPClientTransport,
  notes: () => string,
): Promise<Assistant> {
  const client = new Client({ name: "witness", version: "1.0.0" });
  const faults: unknown[] = [];
  // A line on standard output that is no message is one.
  client.onerror = (error) => void faults.push(error);
  await client.connect(transport as Parameters<typeof client.connect>[0], { timeout: PATIENCE_MS });

  async function use(name: string, args: object): Promise<ToolAnswer> {
    const answer = await client.callTool({ name, arguments: { ...args } }, undefined, {
      timeout: PATIENCE_MS,
      // Programs ask for progress where they wait.
      ...(name === "wait" ? { onprogress: () => undefined, resetTimeoutOnProgress: true } : {}),
    });
    if (faults.length > 0) throw new Error(`The protocol was broken: ${String(faults[0])}`);
    const [first, ...links] = answer.content as { readonly text?: string; readonly uri?: string }[];
    return {
      ...(answer.isError === true ? { error: first?.text ?? "" } : {}),
      told: (answer.structuredContent ?? {}) as Record<string, unknown>,
      uris: links.map(({ uri }) => uri ?? ""),
    };
  }

  return {
    use,
    async submit(request) {
      const { told, error } = await use("submit_video", request);
      if (error !== undefined) throw new Error(error);
      return (told["video"] as { readonly id: string }).id;
    },
    async waitFor(videoId) {
      for (;;) {
        const { told } = await use("wait", { video_id: videoId, timeout_seconds: 60 });
        if (told["done"] === true) return told["video"] as Record<string, unknown>;
      }
    },
    notes,
    [Symbol.asyncDispose]: () => client.close(),
  };
}
