import { createServer, type Server } from "node:net";
import { once } from "node:events";
import { afterEach, expect, test } from "@jest/globals";
import { watchRedisTrouble } from "./watch-redis-trouble.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Closes each connection, after it has said this. */
async function refusingServer(says: string): Promise<string> {
  const server = createServer((socket) => socket.end(says));
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return `redis://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

function openWorld(url: string) {
  const world = {
    nowMs: 0,
    told: [] as { reason: string; times: number }[],
    others: [] as unknown[],
    heard: (): void => undefined,
  };
  const note = watchRedisTrouble({
    url,
    now: () => world.nowMs,
    tell: (trouble) => {
      world.told.push(trouble);
      world.heard();
    },
    onOther: (error) => void world.others.push(error),
  });
  const next = (): Promise<void> => new Promise((resolve) => (world.heard = resolve));
  return { world, note, next };
}

test("a Redis that is away is told at once, and then once a minute however many connections fail", async () => {
  const { world, note, next } = openWorld(await refusingServer(""));
  const first = next();
  for (let at = 0; at < 30; at += 1) note(new Error("connect ECONNREFUSED 127.0.0.1:6379"));
  await first;
  expect(world.told).toEqual([{ reason: expect.stringMatching(/ECONNREFUSED.*start Redis there/), times: 30 }]);
  world.nowMs = 59_999;
  note(new Error("write EPIPE"));
  world.nowMs = 60_000;
  const second = next();
  note(new Error("write EPIPE"));
  await second;
  expect(world.told[1]).toMatchObject({ times: 2 });
});

test("what the server says at its door is told, and not what became of the pipe", async () => {
  const { world, note, next } = openWorld(await refusingServer("-ERR max number of clients reached\r\n"));
  const told = next();
  note(new Error("write EPIPE"));
  await told;
  expect(world.told[0]?.reason).toMatch(/\(ERR max number of clients reached\); it has no room .*maxclients/);
});

test("a fault that is not Redis' is handed on as it is", () => {
  const { world, note } = openWorld("redis://127.0.0.1:1");
  const fault = new TypeError("x is not a function");
  note(fault);
  expect([world.told, world.others]).toEqual([[], [fault]]);
});
