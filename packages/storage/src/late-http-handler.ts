import { NodeHttpHandler } from "@smithy/node-http-handler";

export type HandlerOptions = NonNullable<ConstructorParameters<typeof NodeHttpHandler>[0]>;

/**
 * Makes its options with its first request, which fails with a fault in them. NodeHttpHandler makes them at once, where
 * nobody waits for them: a file of certificates that cannot be read would end the process.
 */
export class LateHttpHandler extends NodeHttpHandler {
  readonly #ask: () => void;

  constructor(options: HandlerOptions) {
    let ask = (): void => undefined;
    const asked = new Promise<void>((resolve) => (ask = resolve));
    super(typeof options === "function" ? async () => asked.then(options) : options);
    this.#ask = ask;
  }

  override handle(...given: Parameters<NodeHttpHandler["handle"]>): ReturnType<NodeHttpHandler["handle"]> {
    this.#ask();
    return super.handle(...given);
  }
}
