import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld } from "../__fixtures__/gateway-world.ts";

/** What real programs sent, as packages/witnesses recorded it, sent again without them. */
interface Recording {
  readonly program: string;
  readonly calls: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly status: number;
    /** The provider's, of changes by v1. */
    readonly code?: number;
    /** What the answer gave a name to, by the path to it. */
    readonly told?: Readonly<Record<string, string>>;
  }[];
}

const folder = new URL("../__fixtures__/programs/", import.meta.url);
const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("what a program of others sent is answered as it was answered then", () => {
  test.each(names)("%s", async (name) => {
    const { calls } = JSON.parse(await readFile(new URL(name, folder), "utf8")) as Recording;
    const token = await world.key(name.replace(/\.json$/, ""));
    const known = new Map([["KEY", token]]);
    const fill = (text: string): string =>
      [...known].reduce((filled, [placeholder, value]) => filled.replaceAll(placeholder, value), text);
    expect(calls.length).toBeGreaterThan(0);
    for (const { method, path, headers, body, status, code, told = {} } of calls) {
      // Nothing makes videos here.
      if (path === "VIDEO") continue;
      const sent = body === undefined ? undefined : fill(typeof body === "string" ? body : JSON.stringify(body));
      const answer = await fetch(world.url + fill(path), {
        method,
        headers: Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, fill(value)])),
        ...(sent === undefined ? {} : { body: Buffer.from(sent, typeof body === "string" ? "latin1" : "utf8") }),
      });
      const text = await answer.text();
      expect([method, path, answer.status, text]).toEqual([method, path, status, expect.any(String)]);
      if (code !== undefined)
        expect([path, JSON.parse(text)]).toMatchObject([path, { base_resp: { status_code: code } }]);
      for (const [place, placeholder] of Object.entries(told)) known.set(placeholder, valueAt(JSON.parse(text), place));
    }
  });
});

function valueAt(value: unknown, path: string): string {
  const found = path
    .split(".")
    .reduce((inner: unknown, name) => (inner as Readonly<Record<string, unknown>> | undefined)?.[name], value);
  if (typeof found !== "string" && typeof found !== "number") throw new Error(`The answer has no ${path}`);
  return String(found);
}
