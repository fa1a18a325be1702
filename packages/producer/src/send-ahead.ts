/** Calls under way at once: enough that Redis works while the next ones are made ready, few enough to hold little. */
const AHEAD = 4;

/**
 * Sends one after the other without waiting for each answer; the answers come in order. After an error nothing more is
 * sent.
 */
export async function* sendAhead<Chunk, Answer>(
  chunks: Iterable<Chunk> | AsyncIterable<Chunk>,
  send: (chunk: Chunk) => Promise<Answer>,
): AsyncGenerator<{ readonly chunk: Chunk; readonly answer: Answer }> {
  const waiting: { readonly chunk: Chunk; readonly answer: Promise<Answer> }[] = [];
  const first = async (): Promise<{ readonly chunk: Chunk; readonly answer: Answer }> => {
    const { chunk, answer } = waiting.shift() as (typeof waiting)[number];
    return { chunk, answer: await answer };
  };
  for await (const chunk of chunks) {
    const answer = send(chunk);
    // Where an earlier one fails, nobody asks for this one.
    answer.catch(() => undefined);
    waiting.push({ chunk, answer });
    if (waiting.length > AHEAD) yield await first();
  }
  while (waiting.length > 0) yield await first();
}
