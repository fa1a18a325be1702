import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, test } from "@jest/globals";
import { createCommandReader } from "./command-reader.ts";
import { startRedisFront } from "./redis-front.ts";

const command = (...words: string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;

/** All that comes until the other side closes. */
async function heard(port: number, said = ""): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  socket.write(said);
  await once(socket, "close");
  return text;
}

/** Says a word to each connection, and closes it when it is spoken to. */
async function serve(word: string): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((socket: Socket) => {
    socket.on("error", () => undefined).once("data", () => socket.end(word));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

test("commands are read in whatever pieces they come, each once", () => {
  const bytes = Buffer.from(command("auth", "päss\r\nword") + command("INFO") + command("set", "a", ""));
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const read = createCommandReader();
    const names: string[] = [];
    for (let at = 0; at < bytes.length; at += size) names.push(...(read(bytes.subarray(at, at + size)) ?? ["broken"]));
    expect(names).toEqual(["AUTH", "INFO", "SET"]);
  }
  expect(createCommandReader()(Buffer.from("GET / HTTP/1.1\r\n"))).toBeUndefined();
});

test("a loading one tells INFO how long it takes and refuses what needs data; then it leads to the real one", async () => {
  const real = await serve("+real\r\n");
  let now = 0;
  await using front = await startRedisFront({ port: real.port, as: { kind: "loading", forMs: 300 }, now: () => now });
  const early = await heard(front.port, command("INFO") + command("GET", "a") + command("CLIENT", "SETINFO"));
  expect(early).toMatch(/loading:1\r\nloading_eta_seconds:1\r\n\r\n-LOADING Redis is loading .*\r\n\+OK\r\n$/s);
  now = 300;
  expect(await heard(front.port, command("PING"))).toBe("+real\r\n");
  real.close();
});

test("fields are hidden by another name of the same length; a refusal comes before a word is said", async () => {
  const real = await serve("$23\r\nmaxmemory_policy:no\r\na:1\r\n");
  await using hiding = await startRedisFront({
    port: real.port,
    as: { kind: "hiding", fields: ["maxmemory_policy"] },
  });
  expect(await heard(hiding.port, command("INFO"))).toBe("$23\r\nxaxmemory_policy:no\r\na:1\r\n");
  await using refusing = await startRedisFront({ port: real.port, as: { kind: "refusing", sentence: "DENIED go" } });
  expect(await heard(refusing.port)).toBe("-DENIED go\r\n");
  real.close();
});

test("one that is shut refuses, and is open again at the same port", async () => {
  const real = await serve("+real\r\n");
  await using front = await startRedisFront({ port: real.port, as: { kind: "plain" } });
  front.shut();
  await expect(heard(front.port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await front.open();
  expect(await heard(front.port, command("PING"))).toBe("+real\r\n");
  expect(front.connections()).toBe(1);
  real.close();
});
