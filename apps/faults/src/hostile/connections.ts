import { setTimeout as pause } from "node:timers/promises";
import { drawInteger, drawOne } from "../draw.ts";
import { headOf, openBatch, openSocket, send } from "./send.ts";
import { type Attack, LEAK, type Target } from "./target.ts";

const HOLD_MS = 10_000;

async function hold(stop: AbortSignal): Promise<void> {
  await pause(HOLD_MS, undefined, { signal: stop }).catch(() => undefined);
}

const headOnStreams: Attack = {
  name: "HEAD on event streams",
  atOnce: 2,
  everyMs: 20,
  strike: withBatch(
    async (target, id) => (await send(target, { method: "HEAD", path: `/api/v1/batches/${id}/events` })).word,
  ),
};

const slowReaders: Attack = {
  name: "streams that are not read",
  atOnce: 50,
  everyMs: 100,
  strike: withBatch(async (target, id, stop) => {
    const socket = await openSocket(target);
    socket.pause();
    socket.write(headOf(target, "GET", `/api/v1/batches/${id}/events`, {}));
    await hold(stop);
    socket.destroy();
    return "held";
  }),
};

const halfRequests: Attack = {
  name: "connections with half a request",
  atOnce: 300,
  everyMs: 500,
  async strike(target, draw, stop) {
    const socket = await openSocket(target);
    const head = headOf(target, "POST", "/api/v1/generations", {
      "content-type": "application/json",
      "content-length": "1000",
    });
    socket.write(head.slice(0, drawInteger(draw, 0, head.length)));
    await hold(stop);
    socket.destroy();
    return "held";
  },
};

const wrongKeys: Attack = {
  name: "wrong keys",
  atOnce: 4,
  everyMs: 10,
  strike: async (target, draw) =>
    (
      await send(target, {
        method: "GET",
        path: "/api/v1/generations",
        token: `hq_${Math.floor(draw() * 2 ** 52)
          .toString(16)
          .padStart(16, "0")}_${"A".repeat(43)}`,
      })
    ).word,
};

const callbacks: Attack = {
  name: "callbacks of 1 MB, some that drip",
  atOnce: 6,
  everyMs: 100,
  async strike(target, draw, stop) {
    const path = `/callbacks/minimax/gen_${Math.floor(draw() * 2 ** 52)
      .toString(16)
      .padStart(32, "0")}.1`;
    const headers = { "content-type": "application/json" };
    async function* drops(): AsyncGenerator<Buffer> {
      for (let drop = 0; drop < 20 && !stop.aborted; drop += 1) {
        yield Buffer.from(" ");
        await pause(500, undefined, { signal: stop }).catch(() => undefined);
      }
    }
    const body = draw() < 0.5 ? drops() : `{"status":"success","x":"${"x".repeat(1_000_000)}"}`;
    return (await send(target, { method: "POST", path, headers, body, token: null })).word;
  },
};

const ODD_TARGETS = [
  "/%",
  "/%ff",
  "/api/v1/generations/%c3%28",
  "/api/v1/videos/x?Expires=NaN",
  `/${"x".repeat(12_000)}`,
  "/api/v1/generations?limit[]=1",
  "//",
  "/api/v1/docs/%2e%2e/",
];
const ODD_METHODS = ["GET", "BREW", "OPTIONS", "TRACE", "PROPFIND"];
const ODD_HOSTS = ["", "[", "a b", "evil.example"];

const oddRequests: Attack = {
  name: "odd hosts, methods and URLs",
  atOnce: 2,
  everyMs: 20,
  async strike(target, draw) {
    const socket = await openSocket(target);
    socket.write(
      headOf(target, drawOne(draw, ODD_METHODS), drawOne(draw, ODD_TARGETS), {
        host: drawOne(draw, ODD_HOSTS),
        connection: "close",
      }),
    );
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    return /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? "closed";
  },
};

const silentReceivers: Attack = {
  name: "webhooks to receivers that hang",
  atOnce: 2,
  everyMs: 250,
  strike: (target, draw) =>
    createFlagged(target, `${drawOne(draw, target.silentReceivers)}/${Math.floor(draw() * 1e9)}`),
};

const strangeNames: Attack = {
  name: "webhooks to names that lead nowhere",
  atOnce: 4,
  everyMs: 100,
  strike: (target, draw) => createFlagged(target, `http://${Math.floor(draw() * 1e9)}.invalid/x`),
};

/** Refused by the provider at once: its webhook is due, and it costs nothing. */
async function createFlagged(target: Target, webhook: string): Promise<string> {
  const body = JSON.stringify({
    model: "MiniMax-Hailuo-2.3",
    prompt: `[[flagged]] A hostile boat, ${webhook}`,
    webhook,
  });
  return (
    await send(target, {
      method: "POST",
      path: "/api/v1/generations",
      headers: { "content-type": "application/json" },
      body,
    })
  ).word;
}

/** Cursors and names of the honest tenant, which are easily guessed. */
const foreignThings: Attack = {
  name: "the honest tenant's names",
  atOnce: 1,
  everyMs: 100,
  async strike(target, draw) {
    const path = drawOne(draw, [
      `/api/v1/generations?cursor=tenant-${target.victim}`,
      `/api/v1/generations?cursor=tenant-${target.victim}:0`,
      `/api/v1/generations?batch=tenant-${target.victim}`,
      `/api/v1/batches/tenant-${target.victim}/results.jsonl`,
      `/api/v1/batches/tenant-${target.victim}/events`,
      `/api/v1/batches?cursor=tenant-${target.victim}`,
    ]);
    const { word, text } = await send(target, { method: "GET", path });
    return /honest/i.test(text.replaceAll(target.victim, "")) ? LEAK : word;
  },
};

/** One open batch is enough for all blows of a kind. */
function withBatch(strike: (target: Target, id: string, stop: AbortSignal) => Promise<string>): Attack["strike"] {
  let batch: Promise<string> | undefined;
  return async (target, _draw, stop) => {
    batch ??= openBatch(target);
    batch.catch(() => (batch = undefined));
    return strike(target, await batch, stop);
  };
}

export const CONNECTION_ATTACKS: readonly Attack[] = [
  headOnStreams,
  slowReaders,
  halfRequests,
  wrongKeys,
  callbacks,
  oddRequests,
  silentReceivers,
  strangeNames,
  foreignThings,
];
