/**
 * Asked for the next before it is waited for: a failure meanwhile is told to whoever waits then, and is nobody's until
 * then.
 */
export function heardIterator<Value>(values: AsyncIterable<Value>): { next(): Promise<IteratorResult<Value>> } {
  const iterator = values[Symbol.asyncIterator]();
  return {
    next() {
      const step = iterator.next();
      step.catch(() => undefined);
      return step;
    },
  };
}

/** What comes at once, or within so long; undefined when nothing does. */
export async function soon<Value>(next: Promise<Value>, ms = 100): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([next, late]);
  } finally {
    clearTimeout(timer);
  }
}
