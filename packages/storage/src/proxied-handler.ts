import type { AgentOptions } from "node:https";
import type { WayOut } from "@hailuo-queue/outbound";
import { LateHttpHandler } from "./late-http-handler.ts";
import type { ProxiedHandler } from "./stoppable-http-handler.ts";

interface Timeouts {
  readonly connectionTimeout: number;
  readonly socketTimeout: number;
}

/** For S3 through the proxies of the environment; undefined where there are none. */
export function proxiedHandler(
  wayOut: WayOut,
  timeouts: Timeouts,
  tls: () => Promise<AgentOptions>,
): ProxiedHandler | undefined {
  if (wayOut.described.length === 0) return undefined;
  const handler = new LateHttpHandler(async () => {
    const { http, https } = wayOut.openAgents(await tls());
    return { ...timeouts, ...(http && { httpAgent: http }), ...(https && { httpsAgent: https }) } as object;
  });
  return { handler, wayOut };
}
