import { GatewayError } from "@hailuo-queue/client";
import type { CallToolResult, Tool as ToolFacts, ToolAnnotations } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { ToolContext } from "./tool-context.ts";

/** How a call of a tool is told of, and ended early. */
export interface ToolCall {
  /** Aborts when the client cancels the call, or is gone. */
  readonly signal: AbortSignal;
  /** Tells the client how far it is, if it asked to be told; `progress` has to grow. */
  tell(progress: { readonly progress: number; readonly total: number; readonly message: string }): Promise<void>;
}

/** A video that the client may read. */
export interface VideoResource {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly bytes: number | null;
}

/** What a tool answers. */
export interface ToolAnswer<Structured> {
  readonly structured: Structured;
  readonly videos?: readonly VideoResource[];
}

/** A tool as the server offers it. */
export interface Tool {
  readonly name: string;
  /** What a client is told of it; made once. */
  readonly facts: () => ToolFacts;
  /** Never throws: what goes wrong is answered in words. */
  run(args: unknown, context: ToolContext, call: ToolCall): Promise<CallToolResult>;
}

/** What a client reads of a tool. */
export interface ToolWords {
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
}

/** What a tool refuses in words of its own: nothing was done. */
export class ToolRefusal extends Error {}

/**
 * A tool with schemas of what it takes and answers. What it throws is answered as an error that its caller can read and
 * mend; the protocol itself never fails.
 */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  name: string,
  words: ToolWords,
  { input, output }: { readonly input: Input; readonly output: Output },
  run: (args: z.output<Input>, context: ToolContext, call: ToolCall) => Promise<ToolAnswer<z.input<Output>>>,
): Tool {
  let facts: ToolFacts | undefined;
  return {
    name,
    facts: () =>
      (facts ??= { name, ...words, inputSchema: schemaOf(input, "input"), outputSchema: schemaOf(output, "output") }),
    async run(args, context, call) {
      try {
        const parsed = input.safeParse(args ?? {});
        if (!parsed.success) throw new ToolRefusal(faultsOf(parsed.error));
        return showAnswer(await run(parsed.data, context, call));
      } catch (error) {
        return { isError: true, content: [{ type: "text", text: wordsOf(error) }] };
      }
    },
  };
}

function schemaOf(schema: z.ZodObject, io: "input" | "output"): ToolFacts["inputSchema"] {
  return z.toJSONSchema(schema, { io, target: "draft-7" }) as ToolFacts["inputSchema"];
}

function faultsOf({ issues }: z.ZodError): string {
  const lines = issues
    .slice(0, SHOWN_FAULTS)
    .map(({ path, message }) => `\n- ${path.join(".") || "(all)"}: ${message}`);
  return `The arguments cannot be used. Nothing was done.${lines.join("")}`;
}

function showAnswer({ structured, videos = [] }: ToolAnswer<object>): CallToolResult {
  return {
    structuredContent: structured as Record<string, unknown>,
    // The same again, for clients that read texts alone.
    content: [
      { type: "text", text: JSON.stringify(structured) },
      ...videos.map(({ uri, name, description, bytes }) => ({
        type: "resource_link" as const,
        uri,
        name,
        description,
        mimeType: "video/mp4",
        ...(bytes === null ? {} : { size: bytes }),
      })),
    ],
  };
}

/** At most: a hundred faults are no help to an assistant. */
const SHOWN_FAULTS = 20;

function wordsOf(error: unknown): string {
  if (error instanceof ToolRefusal) return error.message;
  if (!(error instanceof GatewayError)) return "The tool failed; nothing is known of why.";
  const faults = error.errors.slice(0, SHOWN_FAULTS).map(({ field, message }) => `\n- ${field}: ${message}`);
  const more = error.errors.length - faults.length;
  return `${error.message} (${error.code})${faults.join("")}${more > 0 ? `\n- and ${more} more` : ""}`;
}
