import { errorMessage, UnavailableError } from "@hailuo-queue/contracts";
import type { FastifyInstance } from "fastify";

/**
 * Listens and returns the address to open on this machine.
 * @throws UnavailableError (`dashboard_port`) when the port cannot be had.
 */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw new UnavailableError(
      "dashboard_port",
      `The dashboard cannot listen on ${host}:${port} (${errorMessage(error)}). Set HAILUO_DASHBOARD_PORT to another port, or to 0 for a free one.`,
      { cause: error },
    );
  }
  const address = server.server.address();
  return `http://${nameFor(host)}:${typeof address === "object" && address !== null ? address.port : port}`;
}

function nameFor(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
