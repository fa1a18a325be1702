import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { openWorld } from "../__fixtures__/gateway-world.ts";

/** What an assistant's client sent, as packages/witnesses recorded it, sent again without it. */
interface Recording {
  readonly calls: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly status: number;
    /** What the answer gave a name to, by the path to it. */
    readonly told?: Readonly<Record<string, string>>;
  }[];
}

interface Answer {
  readonly error?: unknown;
  readonly result?: { readonly isError?: boolean };
}

test("what a client of the protocol sent is answered as it was answered then, call by call", async () => {
  const file = new URL("../__fixtures__/programs/mcp/client.json", import.meta.url);
  const { calls } = JSON.parse(await readFile(file, "utf8")) as Recording;
  await using world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
  const known = new Map([["KEY", await world.key("mine")]]);
  const fill = (text: string): string =>
    [...known].reduce((filled, [placeholder, value]) => filled.replaceAll(placeholder, value), text);
  const refused: string[] = [];
  for (const { method, path, headers, body, status, told = {} } of calls) {
    const answer = await fetch(world.url + path, {
      method,
      headers: Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, fill(value)])),
      body: fill(JSON.stringify(body)),
    });
    const text = await answer.text();
    expect([answer.status, text]).toEqual([status, expect.any(String)]);
    if (text === "") continue;
    const { error, result } = JSON.parse(text) as Answer;
    expect([text, error]).toEqual([text, undefined]);
    const { params } = body as { readonly params?: { readonly name?: string } };
    if (result?.isError === true) refused.push(params?.name ?? "");
    for (const [place, placeholder] of Object.entries(told)) known.set(placeholder, valueAt(JSON.parse(text), place));
  }
  expect(refused).toEqual(["retry", "submit_video"]);
  expect((await world.producer.list()).items.map(({ state }) => state)).toEqual(["cancelled"]);
});

function valueAt(value: unknown, path: string): string {
  const found = path
    .split(".")
    .reduce((inner: unknown, name) => (inner as Readonly<Record<string, unknown>> | undefined)?.[name], value);
  if (typeof found !== "string") throw new Error(`The answer has no ${path}`);
  return found;
}
