import { Readable } from "node:stream";
import { giveWay } from "@hailuo-queue/turns";
import type { StreamAnswer } from "./route.ts";

/** A stream of one JSON value a line, which gives way to other work as it goes. */
export function jsonLines<Value>(values: () => AsyncIterable<Value>, show: (value: Value) => unknown): StreamAnswer {
  async function* text(): AsyncGenerator<string> {
    for await (const value of values()) {
      yield `${JSON.stringify(show(value))}\n`;
      const rest = giveWay();
      if (rest !== undefined) await rest;
    }
  }
  return { status: 200, open: () => Readable.from(text(), { objectMode: false }), contentType: "application/x-ndjson" };
}
