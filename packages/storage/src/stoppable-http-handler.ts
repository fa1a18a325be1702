import { NodeHttpHandler } from "@smithy/node-http-handler";

/**
 * Requests whose signal is known by their body. The SDK takes a signal only together with options, and with options it puts its
 * middleware together anew for each request: half of the CPU of a request that is small (see `cacheMiddleware` in s3-object-store.ts).
 */
export class StoppableHttpHandler extends NodeHttpHandler {
  readonly #signals = new WeakMap<object, AbortSignal>();

  /** Cuts every request that carries this very body when the signal aborts. */
  stopWith(body: Uint8Array, signal: AbortSignal): void {
    this.#signals.set(body, signal);
  }

  override handle(...[request, options]: Parameters<NodeHttpHandler["handle"]>): ReturnType<NodeHttpHandler["handle"]> {
    const body: unknown = request.body;
    const abortSignal = typeof body === "object" && body !== null ? this.#signals.get(body) : undefined;
    return super.handle(request, abortSignal === undefined ? options : { ...options, abortSignal });
  }
}
