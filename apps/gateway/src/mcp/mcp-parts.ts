import type { AskWithin } from "../http/ask-within.ts";

/** What the tools for assistants are made of. */
export interface McpParts {
  readonly within: AskWithin;
  /** In millionths of a US dollar: a purchase above it needs its caller's word. */
  readonly askAboveMicroUsd: number;
  /** Of pages that may call: those that the gateway is opened to. */
  readonly isKnownOrigin: (origin: string) => boolean;
}
