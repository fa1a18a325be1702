import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "@jest/globals";
import { closeRedis, openRedis } from "./connection.ts";
import { isRedisTrouble } from "./redis-troubles.ts";

/**
 * Takes each connection, reads what it says, refuses it and closes: as a full Redis behind a proxy. Nothing is left
 * unread, so that no connection is reset, and ioredis counts the refusal as the answer to a greeting whose answer it
 * does not look at.
 */
async function fullServer() {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end("-ERR max number of clients reached\r\n"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("unreachable: it listens at a port");
  return {
    url: `redis://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

test.each(["worker", "blocking"] as const)(
  "a %s connection that a server closes without a word, again and again, is told each time",
  async (role) => {
    await using server = await fullServer();
    const told: Error[] = [];
    let hear = (): void => undefined;
    const thrice = new Promise<void>((resolve) => (hear = () => told.length === 3 && resolve()));
    const redis = await openRedis(server.url, {
      role,
      onError: (error) => {
        told.push(error);
        hear();
      },
    });
    await thrice;
    await closeRedis(redis);
    for (const error of told) expect(isRedisTrouble(error)).toBe(true);
  },
);

test("and so is that of a copy, in which BullMQ sleeps", async () => {
  await using server = await fullServer();
  let hear = (_error: Error): void => undefined;
  const redis = await openRedis("redis://127.0.0.1:1", { role: "blocking", onError: (error) => hear(error) });
  const heard = new Promise<Error>((resolve) => {
    hear = (error) => error.message.includes("before it was ready") && resolve(error);
  });
  const { port } = new URL(server.url);
  const copy = (redis as { duplicate(how: object): typeof redis }).duplicate({ port: Number(port) });
  await heard;
  await Promise.all([closeRedis(copy), closeRedis(redis)]);
});
