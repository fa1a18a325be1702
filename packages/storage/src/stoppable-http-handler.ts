import type { WayOut } from "@hailuo-queue/outbound";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { type HandlerOptions, LateHttpHandler } from "./late-http-handler.ts";

/** A handler for requests that go through a proxy, and what tells which those are. */
export interface ProxiedHandler {
  readonly handler: NodeHttpHandler;
  readonly wayOut: WayOut;
}

/**
 * Requests whose signal is known by their body. The SDK takes a signal only together with options, and with options it
 * puts its middleware together anew for each request: half of the CPU of a request that is small (see `cacheMiddleware`
 * in s3-object-store.ts).
 */
export class StoppableHttpHandler extends LateHttpHandler {
  readonly #signals = new WeakMap<object, AbortSignal>();
  readonly #proxied: ProxiedHandler | undefined;

  constructor(options: HandlerOptions, proxied?: ProxiedHandler) {
    super(options);
    this.#proxied = proxied;
  }

  /** Cuts every request that carries this very body when the signal aborts. */
  stopWith(body: Uint8Array, signal: AbortSignal): void {
    this.#signals.set(body, signal);
  }

  override handle(...[request, given]: Parameters<NodeHttpHandler["handle"]>): ReturnType<NodeHttpHandler["handle"]> {
    const body: unknown = request.body;
    const abortSignal = typeof body === "object" && body !== null ? this.#signals.get(body) : undefined;
    const options = abortSignal === undefined ? given : { ...given, abortSignal };
    const proxied = this.#proxied;
    if (proxied === undefined) return super.handle(request, options);
    const port = request.port === undefined ? "" : `:${request.port}`;
    const url = new URL(`${request.protocol}//${request.hostname}${port}`);
    return proxied.wayOut.proxyFor(url) === undefined
      ? super.handle(request, options)
      : proxied.handler.handle(request, options);
  }

  override destroy(): void {
    super.destroy();
    this.#proxied?.handler.destroy();
  }
}
