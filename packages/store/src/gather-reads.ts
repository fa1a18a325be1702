interface Pending<Value> {
  readonly id: string;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads of one turn of the event loop go to Redis together, at most `most` in a call. `send` answers in the order of
 * the ids.
 */
export function gatherReads<Value>(
  send: (ids: readonly string[]) => Promise<readonly Value[]>,
  most: number,
): (id: string) => Promise<Value> {
  let waiting: Pending<Value>[] = [];

  async function answer(reads: readonly Pending<Value>[]): Promise<void> {
    try {
      const values = await send(reads.map(({ id }) => id));
      for (const [at, { resolve }] of reads.entries()) resolve(values[at] as Value);
    } catch (error) {
      for (const { reject } of reads) reject(error);
    }
  }

  function flush(): void {
    const reads = waiting;
    waiting = [];
    for (let at = 0; at < reads.length; at += most) void answer(reads.slice(at, at + most));
  }

  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ id, resolve, reject });
    });
}
