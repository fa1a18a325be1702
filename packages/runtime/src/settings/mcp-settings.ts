import { amountOrNone, secret } from "../env/setting-kinds.ts";

/** For the tools that assistants use: those of the gateway, and those of `hailuo mcp`. */
export const mcpSettings = {
  HAILUO_MCP_ASK_ABOVE: amountOrNone({
    description:
      "Tools for assistants (MCP) buy nothing above this in one go unless their caller " +
      "names a `max_cost_usd`. `none`: it is never asked for.",
    default: 1,
  }),
  HAILUO_KEY: secret({
    description: "The key of the gateway that `hailuo mcp --gateway URL` calls (`hailuo keys create`).",
    allowed: "a key such as hq_0123456789abcdef_…",
    pattern: /^\S{1,200}$/,
  }),
} as const;
