// Enqueues two videos from JavaScript and waits until both have ended. It needs Redis and running workers, and no
// provider key.
//
//   npx hailuo worker all                                              (in another terminal, with REDIS_URL and
//                                                             MINIMAX_API_KEY) REDIS_URL=redis://127.0.0.1:6379 npx tsx
//                                                             examples/producer.ts
import { openProducer } from "@hailuo-queue/producer";

const producer = await openProducer({ redisUrl: process.env["REDIS_URL"] ?? "redis://127.0.0.1:6379" });
try {
  const ids: string[] = [];
  for (const [customId, prompt] of [
    ["order-4711", "A paper boat in the rain"],
    ["order-4712", "A lighthouse in a storm"],
  ] as const) {
    // `customId` makes the call repeatable: a second submit returns the first generation and buys nothing.
    const { id, result } = await producer.submit(
      { request: { model: "MiniMax-Hailuo-2.3", prompt }, customId },
      { batchId: "shop" },
    );
    console.log(`${customId}: ${result} as ${id}`);
    ids.push(id);
  }
  for (const id of ids) {
    const { customId, state, video, error } = await producer.wait(id);
    console.log(`${customId}: ${state} ${video?.location ?? error?.message ?? ""}`);
  }
} finally {
  await producer.close();
}
