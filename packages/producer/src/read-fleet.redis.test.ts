import { expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { runStageWorker } from "@hailuo-queue/queue";
import { createKeys } from "@hailuo-queue/store";
import { openProducer } from "./open-producer.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

test("a stage is called without a worker until one listens, be it one of an earlier version that gives no signs", async () => {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix });
  try {
    const { id } = await producer.submit({ request: { model: "MiniMax-Hailuo-2.3", prompt: "A paper boat" } });
    const causes = async (): Promise<readonly string[]> =>
      (await producer.diagnosis()).troubles.map(({ cause }) => cause);
    expect(await causes()).toContain("no_create_worker");
    expect((await producer.explain(id))?.because).toMatch(/No create worker/);

    const worker = await runStageWorker("create", async () => ({ type: "done" }), {
      redisUrl,
      keys: createKeys(prefix),
      concurrency: 1,
    });
    await worker.whenReady();
    expect(await causes()).not.toContain("no_create_worker");
    expect((await producer.explain(id))?.because).not.toMatch(/No create worker/);
    expect((await producer.fleet()).unsigned).toEqual(["create"]);
    await worker.close();
  } finally {
    await producer.close();
  }
});
