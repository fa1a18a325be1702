import type { ClientRequest } from "node:http";
import type { AgentOptions } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { HttpsProxyAgent } from "https-proxy-agent";

/** The proxy answered in the place of the host. */
export class NoTunnelError extends Error {
  override readonly name = "NoTunnelError";
  readonly code = "ERR_NO_TUNNEL";
}

type Connect = HttpsProxyAgent<string>["connect"];

/**
 * Through an HTTP proxy by CONNECT. The agent beneath hands a proxy's refusal on as if the host had said it: 403 would
 * be an expired link, 404 a missing object. Here it is an error of its own.
 */
export class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #tls: Pick<AgentOptions, "ca">;

  constructor(proxy: URL, options: AgentOptions) {
    super(proxy.href, options);
    // The agent beneath uses its options for the way to the proxy alone.
    this.#tls = options.ca === undefined ? {} : { ca: options.ca };
  }

  override async connect(request: ClientRequest, options: Parameters<Connect>[1]): Promise<Socket> {
    let status = 0;
    request.once("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => (status = statusCode));
    const socket = await super.connect(request, { ...this.#tls, ...options } as typeof options);
    if (socket instanceof TLSSocket) return socket;
    socket.destroy();
    const login = status === 407 ? "; it wants a login, as in http://user:password@proxy:3128" : "";
    throw new NoTunnelError(
      `the proxy ${this.proxy.host} opened no tunnel to ${options.host} ` +
        `(${status})${login}; check HTTPS_PROXY, or name the host in NO_PROXY`,
    );
  }
}
