/** Closes what was opened, the last first. Stands in for AsyncDisposableStack, which Node 20 does not have. */
export interface Scope extends AsyncDisposable {
  /** Hands over something that can be closed, and returns it. */
  use<Resource extends { close(): Promise<void> | void }>(resource: Resource): Resource;
  /** Hands over a closing step. */
  defer(close: () => Promise<void> | void): void;
  /**
   * Runs every step even if some fail; then throws the one error, or an AggregateError. The second call waits for the
   * first.
   */
  close(): Promise<void>;
}

/**
 * Makes an empty scope. Closing it closes what was opened in it, last opened first, each once.
 * @throws the error of a close that failed, or an AggregateError of several, after all have been tried.
 */
export function createScope(): Scope {
  const steps: (() => Promise<void> | void)[] = [];
  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} things could not be closed`);
  }

  const close = (): Promise<void> => (closing ??= closeAll());
  return {
    use: (resource) => {
      steps.push(() => resource.close());
      return resource;
    },
    defer: (step) => void steps.push(step),
    close,
    [Symbol.asyncDispose]: close,
  };
}
