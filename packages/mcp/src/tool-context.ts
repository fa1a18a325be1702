import type { HailuoClient } from "@hailuo-queue/client";

/** What all tools are made of. */
export interface ToolContext {
  /** Calls the gateway as the user whose tools these are. */
  readonly client: HailuoClient;
  /** In millionths of a US dollar: a purchase above it needs `max_cost_usd`. */
  readonly askAboveMicroUsd: number;
  /** Where videos are files of this machine: the path of one that is there. Default: links of the gateway. */
  readonly pathOf?: (objectKey: string) => string | undefined;
  /** Whether the user's files are those of this process: tools may then read pictures from disk. Default false. */
  readonly readsFiles?: boolean;
}
