import { expect, test } from "@jest/globals";
import { InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { batchOf, inOrder } from "../__fixtures__/records.ts";
import { explainRedisError, openLastingProducer } from "./lasting-producer.ts";

const URL = "redis://user:secret@queue:6379";

function producerThat(answer: () => Promise<ReturnType<typeof batchOf>>, closed: string[], name: string): Producer {
  return { batch: answer, close: async () => void closed.push(name) } as Partial<Producer> as Producer;
}

test("the call after an outage opens a new producer, and the broken one is closed", async () => {
  const closed: string[] = [];
  const broken = producerThat(() => Promise.reject(new Error("Connection is closed.")), closed, "broken");
  const fresh = producerThat(async () => batchOf([]), closed, "fresh");
  const waiting = [broken, fresh];
  const producer = await openLastingProducer(URL, async () => waiting.shift() as Producer);
  await expect(producer.batch("spring")).rejects.toThrow(
    "Redis at redis://queue:6379 cannot be used (Connection is closed.)",
  );
  await expect(producer.batch("spring")).resolves.toMatchObject({ total: 0 });
  await producer.close();
  expect(closed).toEqual(["broken", "fresh"]);
});

test("a list that breaks off says that Redis is away, and the next one comes from a new producer", async () => {
  const closed: string[] = [];
  async function* breaking(): AsyncGenerator<never> {
    yield* [];
    throw new Error("Connection is closed.");
  }
  const broken = {
    listBatch: breaking,
    close: async () => void closed.push("broken"),
  } as Partial<Producer> as Producer;
  const fresh = {
    listBatch: () => inOrder([]),
    close: async () => void closed.push("fresh"),
  } as Partial<Producer> as Producer;
  const waiting = [broken, fresh];
  const producer = await openLastingProducer(URL, async () => waiting.shift() as Producer);
  const read = async (): Promise<number> => {
    let count = 0;
    for await (const _ of producer.listBatch("spring")) count += 1;
    return count;
  };
  await expect(read()).rejects.toMatchObject({ code: "redis_unavailable" });
  expect(await read()).toBe(0);
  await producer.close();
  expect(closed).toEqual(["broken", "fresh"]);
});

test("a fault of the caller is no outage", async () => {
  const closed: string[] = [];
  const only = producerThat(() => Promise.reject(new InvalidInputError("x", "no")), closed, "only");
  const producer = await openLastingProducer(URL, async () => only);
  await expect(producer.batch("spring")).rejects.toThrow("no");
  expect(closed).toEqual([]);
  await producer.close();
});

test("only errors of the connection become a sentence on Redis", () => {
  expect(explainRedisError(URL, new Error("Command timed out"))).toMatchObject({ code: "redis_unavailable" });
  const bug = new TypeError("x is not a function");
  expect(explainRedisError(URL, bug)).toBe(bug);
});
