import { setTimeout as pause } from "node:timers/promises";
import { drawInteger, drawOne } from "../draw.ts";
import { headOf, openBatch, openSocket, send, wordOf } from "./send.ts";
import type { Attack, Target } from "./target.ts";

const TYPES = ["text/csv", "application/x-ndjson", "text/plain"] as const;
const KIB = 1024;
const DRIP_MS = 15_000;

const cutUpload: Attack = {
  name: "uploads cut off in the middle",
  atOnce: 2,
  everyMs: 100,
  async strike(target, draw) {
    const id = await openBatch(target);
    const socket = await openSocket(target);
    const path = draw() < 0.3 ? "/api/v1/batches/dry-run" : `/api/v1/batches/${id}/items`;
    socket.write(headOf(target, "POST", path, { "content-type": drawOne(draw, TYPES), "content-length": "100000" }));
    await new Promise<void>((resolve) =>
      socket.write("prompt\nA b".repeat(drawInteger(draw, 1, 200)), () => resolve()),
    );
    if (draw() < 0.5) socket.resetAndDestroy();
    else socket.destroy();
    return "cut";
  },
};

/** Bodies that cost more than they weigh. */
const HEAVY: readonly {
  readonly name: string;
  readonly type: string;
  readonly body: () => Buffer;
  readonly everyMs: number;
}[] = [
  { name: "lines of two bytes", type: "text/plain", body: () => Buffer.from("x\n".repeat(200 * KIB)), everyMs: 500 },
  { name: "blank lines", type: "application/x-ndjson", body: () => Buffer.alloc(20 * KIB * KIB, "\n"), everyMs: 2000 },
  {
    name: "lines that cannot be used",
    type: "application/x-ndjson",
    body: () => Buffer.from("{}\n".repeat(100_000)),
    everyMs: 1000,
  },
  {
    name: "field names of 60,000 letters in lines",
    type: "application/x-ndjson",
    body: () => Buffer.from(`{"${"x".repeat(60_000)}":1}\n`.repeat(20)),
    everyMs: 1000,
  },
  {
    name: "a CSV of one open quote",
    type: "text/csv",
    body: () => Buffer.from(`prompt\n"${"q".repeat(4 * KIB * KIB)}`),
    everyMs: 1000,
  },
  {
    name: "a CSV of many columns",
    type: "text/csv",
    body: () => Buffer.from(`prompt${",c".repeat(100_000)}\n${",".repeat(100_000)}\n`),
    everyMs: 1000,
  },
];

const heavyUploads: readonly Attack[] = HEAVY.flatMap(({ name, type, body, everyMs }) => {
  // Made once: the hostile one is not to tire before the gateway does.
  let made: Buffer | undefined;
  const strikeAt = async (target: Target, path: string): Promise<string> => {
    made ??= body();
    return (await send(target, { method: "POST", path, body: made, headers: { "content-type": type } })).word;
  };
  return [
    {
      name: `upload: ${name}`,
      atOnce: 1,
      everyMs,
      strike: async (target) => strikeAt(target, `/api/v1/batches/${await openBatch(target)}/items`),
    },
    {
      name: `dry run: ${name}`,
      atOnce: 1,
      everyMs: everyMs * 2,
      strike: (target) => strikeAt(target, "/api/v1/batches/dry-run"),
    },
  ] satisfies readonly Attack[];
});

const endlessUpload: Attack = {
  name: "bad lines without end",
  atOnce: 1,
  everyMs: 500,
  async strike(target, _draw, stop) {
    const block = Buffer.from("{}\n".repeat(1000));
    async function* lines(): AsyncGenerator<Buffer> {
      for (let count = 0; count < 20_000 && !stop.aborted; count += 1) yield block;
    }
    return (
      await send(target, {
        method: "POST",
        path: `/api/v1/batches/${await openBatch(target)}/items`,
        body: lines(),
        headers: { "content-type": "application/x-ndjson" },
      })
    ).word;
  },
};

const dripUpload: Attack = {
  name: "uploads that drip",
  atOnce: 40,
  everyMs: 1000,
  async strike(target, draw, stop) {
    const id = await openBatch(target);
    async function* drops(): AsyncGenerator<Buffer> {
      const until = performance.now() + DRIP_MS;
      while (performance.now() < until && !stop.aborted) {
        yield Buffer.from("x");
        await pause(500, undefined, { signal: stop }).catch(() => undefined);
      }
    }
    const { word } = await send(target, {
      method: "POST",
      path: `/api/v1/batches/${id}/items`,
      body: drops(),
      headers: { "content-type": drawOne(draw, TYPES) },
      limitMs: 2 * DRIP_MS,
    });
    return word;
  },
};

const openBatches: Attack = {
  name: "batches that stay open",
  atOnce: 1,
  everyMs: 50,
  strike: (target) =>
    openBatch(target).then(
      () => "201",
      (error: unknown) => wordOf(error),
    ),
};

export const UPLOAD_ATTACKS: readonly Attack[] = [cutUpload, ...heavyUploads, endlessUpload, dripUpload, openBatches];
