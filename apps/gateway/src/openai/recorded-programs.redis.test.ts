import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { openWorld } from "../__fixtures__/gateway-world.ts";
import { finishNext } from "./__fixtures__/finish-next.ts";

/** What real programs sent, as packages/witnesses recorded it, sent again without them. */
interface Recording {
  readonly calls: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly status: number;
    /** What the answer gave a name to, by the path to it. */
    readonly told?: Readonly<Record<string, string>>;
  }[];
}

const folder = new URL("../__fixtures__/programs/openai/", import.meta.url);

test.each(await readdir(folder))(
  "what %s says that a program sent is answered as it was answered then",
  async (name) => {
    const { calls } = JSON.parse(await readFile(new URL(name, folder), "utf8")) as Recording;
    await using world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
    const known = new Map([["KEY", await world.key("mine")]]);
    const fill = (text: string): string =>
      [...known].reduce((filled, [placeholder, value]) => filled.replaceAll(placeholder, value), text);
    for (const { method, path, headers, body, status, told = {} } of calls) {
      const sent = body === undefined ? undefined : fill(typeof body === "string" ? body : JSON.stringify(body));
      const answer = await fetch(world.url + fill(path), {
        method,
        headers: Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, fill(value)])),
        ...(sent === undefined ? {} : { body: Buffer.from(sent, typeof body === "string" ? "latin1" : "utf8") }),
      });
      const text = await answer.text();
      expect([method, path, answer.status, text]).toEqual([method, path, status, expect.any(String)]);
      for (const [place, placeholder] of Object.entries(told)) known.set(placeholder, valueAt(JSON.parse(text), place));
      // No workers are there to make it.
      if (method === "POST" && status === 200 && JSON.parse(text).status === "queued")
        if (text.includes("[[flagged]]")) await world.end(await world.begin(), "failed");
        else await finishNext(world);
    }
  },
);

function valueAt(value: unknown, path: string): string {
  const found = path
    .split(".")
    .reduce((inner: unknown, name) => (inner as Readonly<Record<string, unknown>> | undefined)?.[name], value);
  if (typeof found !== "string") throw new Error(`The answer has no ${path}`);
  return found;
}
