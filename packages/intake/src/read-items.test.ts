import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { gbk, gzip, ods, xlsx } from "./__fixtures__/make-files.ts";
import { formatFault } from "./input-fault.ts";
import { readItems } from "./read-items.ts";
import { readInput, type ReadInputOptions } from "./__fixtures__/read-input.ts";

const MODEL = "MiniMax-Hailuo-2.3";

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Buffer, options: ReadInputOptions & { chunk?: number } = {}) {
  const { chunk = 65_536, ...rest } = options;
  return readInput(inChunks(Buffer.from(content), chunk), rest);
}

async function faultsOf(content: string | Buffer, options: ReadInputOptions = {}): Promise<string[]> {
  const { items, faults } = await read(content, options);
  expect(items).toEqual([]);
  return faults.kept.map((fault) => formatFault("p", fault));
}

function line(fields: object): string {
  return JSON.stringify({ model: MODEL, prompt: "a", ...fields });
}

test("JSONL lines become complete requests with their custom_id and line, whatever the chunks", async () => {
  const content = `${line({ custom_id: "a1", prompt: "雨夜 🎬" })}\n\n${line({ duration: 10 })}`;
  for (const chunk of [1, 3, 7, 65_536]) {
    const { items, faults } = await read(content, { chunk });
    expect(faults.count).toBe(0);
    expect(items).toEqual([
      {
        line: 1,
        customId: "a1",
        request: { model: MODEL, prompt: "雨夜 🎬", duration: 6, resolution: "768P", enable_prompt_expansion: true },
      },
      {
        line: 3,
        request: { model: MODEL, prompt: "a", duration: 10, resolution: "768P", enable_prompt_expansion: true },
      },
    ]);
  }
});

test("a BOM and CRLF line ends are no part of the first field or the last", async () => {
  const bom = "\u{FEFF}";
  for (const content of [
    `${bom}${line({})}\r\n\r\n${line({})}\r\n`,
    `${bom}model,prompt\r\n${MODEL},a\r\n${MODEL},a\r\n`,
    `${bom}a\r\n\r\na\r\n`,
  ]) {
    const { items, faults } = await read(content);
    expect(faults.kept).toEqual([]);
    expect(items.map((item) => item.request.prompt)).toEqual(["a", "a"]);
  }
});

test("CSV cells take the type of their column, and an empty cell is not set", async () => {
  const { items, faults } = await read(
    `custom_id,model,prompt,duration,enable_prompt_expansion\nx,${MODEL},"one, ""two""\nthree",10,false\ny,${MODEL},b,,\n`,
  );
  expect(faults.kept).toEqual([]);
  expect(items).toMatchObject([
    { line: 2, customId: "x", request: { prompt: 'one, "two"\nthree', duration: 10, enable_prompt_expansion: false } },
    { line: 4, customId: "y", request: { duration: 6, enable_prompt_expansion: true } },
  ]);
});

test("plain text is a prompt a line, with the options' defaults", async () => {
  const { items } = await read("first, with a comma\n第二个\n", { defaults: { duration: 10 } });
  expect(items.map(({ request }) => [request.prompt, request.model, request.duration])).toEqual([
    ["first, with a comma", MODEL, 10],
    ["第二个", MODEL, 10],
  ]);
});

test("a line's own value is stronger than the options' default", async () => {
  const { items } = await read(`${line({ duration: 6 })}\n${line({})}`, { defaults: { duration: 10 } });
  expect(items.map(({ request }) => request.duration)).toEqual([6, 10]);
});

test("every fault is told with line and field, and nothing is kept", async () => {
  const content = [
    line({ model: "MiniMax-Hailuo-02", resolution: "1080P", duration: 10 }),
    JSON.stringify({ model: MODEL, promt: "x" }),
    line({ duration: "six" }),
    line({ prompt: "é".repeat(2001) }),
    line({ custom_id: "a\u0007" }),
    "[1]",
    line({ custom_id: "twin" }),
    line({ custom_id: "twin" }),
    '{"model": "x", "prompt" "y"}',
    '{"model": "x"',
  ].join("\n");
  expect(await faultsOf(content, { format: "jsonl" })).toEqual([
    "p:1: duration: MiniMax-Hailuo-02 makes 1080P videos of 6 s, not 10 s",
    "p:2: promt: is not a known field; did you mean prompt?",
    "p:2: prompt: must have 1 to 2000 characters",
    'p:3: duration: is "six", allowed are the numbers 6 and 10 (seconds)',
    "p:4: prompt: has 2001 characters, allowed are 1 to 2000",
    'p:5: custom_id: is "a\\u0007", must be a text of 1 to 128 characters on one line, without an id of ours (gen_ and 32 digits) in it',
    'p:6: is [1], must be an object such as {"prompt": "…", "model": "…"}',
    'p:8: custom_id: "twin" is already used in line 7',
    'p:9: is not JSON: unexpected "\\"" at column 25',
    "p:10: is not JSON: it ends too early; one whole object per line is needed",
  ]);
});

test("several faults of one line are all told", async () => {
  const faults = await faultsOf(
    line({ resolutoin: 1, promptt: true, Model: "x", duration: 7, model: "MiniMax-Hailuo-2.4" }),
  );
  expect(faults).toHaveLength(4);
  expect(faults[0]).toBe(
    'p:1: model: is named twice, as "model" and as "Model", which both mean model; keep one of them',
  );
});

test("damage in UTF-8 is one fault of its line, with its offset, in every format", async () => {
  const damaged = Buffer.from([0x63, 0x61, 0x66, 0xe9]);
  const word = "byte 0xE9 at offset";
  const good = "雨夜";
  expect(await faultsOf(Buffer.concat([Buffer.from(`${good}\n`), damaged]))).toEqual([
    expect.stringMatching(`p:2: ${word} 3 is not UTF-8`),
  ]);
  const json = Buffer.concat([Buffer.from(`${line({ prompt: good })}\n{"prompt": "`), damaged, Buffer.from('"}\n')]);
  expect((await faultsOf(json))[0]).toMatch(`p:2: ${word} 15 is not UTF-8`);
  const csv = Buffer.concat([
    Buffer.from(`model,prompt\n${MODEL},${good}\n${MODEL},`),
    damaged,
    Buffer.from(`\n${MODEL},b\n`),
  ]);
  expect(await faultsOf(csv)).toEqual([expect.stringMatching(`p:3: ${word} 22 is not UTF-8`)]);
});

test("a line of 3 MB is refused and the lines after it are still read", async () => {
  const content = `${line({ prompt: "x".repeat(3_145_000) })}\n${line({ duration: 7 })}`;
  expect(await faultsOf(content)).toEqual([
    "p:1: has 3 MiB, allowed are 1 MiB a line; is this a file of prompts, one a line?",
    "p:2: duration: is 7, allowed are the numbers 6 and 10 (seconds)",
  ]);
});

test("an empty input, or one of blank lines, is a fault of the whole file", async () => {
  for (const content of ["", "\n\r\n  \n", "\u{FEFF}", "model,prompt\n"]) {
    expect(await faultsOf(content)).toEqual(["p: has no prompts; write one request per line"]);
  }
});

test("CSV faults name the row's first line: unknown columns, too many cells, wrong types, an open quote", async () => {
  expect(await faultsOf(`model,prompt,duration\n${MODEL},"a\nb",six\n${MODEL},a,b,6\n\n${MODEL},c,7\n`)).toEqual([
    'p:2: duration: is "six", allowed are the numbers 6 and 10 (seconds)',
    "p:4: has 4 cells, the header has 3; put a text with commas in double quotes",
    "p:6: duration: is 7, allowed are the numbers 6 and 10 (seconds)",
  ]);
  expect(await faultsOf(`model,promptt\n${MODEL},a\n`, { format: "csv" })).toContain(
    'p:1: has a column "promptt" that is not known; did you mean prompt? Rename it, or delete it',
  );
  expect((await faultsOf(`model,prompt\n${MODEL},"a\n${MODEL},b\n`))[0]).toMatch(
    /p:2: is not CSV: a double quote is opened and never closed/,
  );
});

test("faults beyond the limit are counted, not kept", async () => {
  const { faults } = await read(`${line({ duration: 7 })}\n`.repeat(80), { keepFaults: 50 });
  expect([faults.kept.length, faults.count]).toEqual([50, 80]);
});

test("a custom_id that could be none is not kept to be compared: a line may have a megabyte of it", async () => {
  const long = "x".repeat(100_000);
  const faults = await faultsOf(`${line({ custom_id: long })}\n${line({ custom_id: long })}`);
  expect(faults).toHaveLength(2);
  expect(faults[1]).not.toMatch("is already used");
});

test("names that stand twice, bombs and tables of another purpose are one fault each", async () => {
  expect(
    await faultsOf(`{"prompt": "a", "prompt": "b"}\n${"[".repeat(1000)}\n[${"0,".repeat(3000)}0]\n`, {
      format: "jsonl",
    }),
  ).toEqual([
    'p:1: has the name "prompt" twice in one object',
    "p:2: is nested deeper than 16 levels, the most allowed",
    "p:3: holds more than 2000 names and values, the most allowed",
  ]);
  const columns = Array.from({ length: 101 }, (_, at) => `c${at}`).join(",");
  expect(await faultsOf(`${columns}\na\nb\n`, { format: "csv" })).toEqual([
    "p:1: has 101 columns, allowed are 100; nothing after it was read",
  ]);
  expect(await faultsOf(`prompt,model,prompt\na,b,c\n`, { format: "csv" })).toEqual([
    'p:1: names the column "prompt" twice; nothing after it was read',
  ]);
  expect(await faultsOf(`model,prompt\n${",".repeat(200_000)}\n`)).toEqual([
    "p:2: has 200001 cells, the header has 2; put a text with commas in double quotes",
  ]);
  const { items } = await read(`model,prompt,__proto__\n${MODEL},a,x\n`, { format: "csv" });
  expect(items.map(({ request }) => request)).toEqual([expect.objectContaining({ prompt: "a" })]);
});

test("each format has its longest line, and a row of CSV counts over all of its lines", async () => {
  expect((await faultsOf("x".repeat(65_537), { format: "text" }))[0]).toBe(
    "p:1: has 65 KiB, allowed are 64 KiB a line; is this a file of prompts, one a line?",
  );
  const rows = `model,prompt\n${MODEL},"${`${"x".repeat(50)}\n`.repeat(8000)}"\n${MODEL},a\n`;
  const { items, faults } = await read(rows, { skipInvalid: true, keepFaults: 2 });
  expect(formatFault("p", faults.kept[0] ?? { message: "" })).toBe(
    "p:2: is not CSV: a row is above 256 KiB; is a double quote missing?",
  );
  expect(items.map(({ request }) => request.prompt)).toEqual(["a"]);
});

test("of a line's thousand unknown fields a hundred are told, and how many more there are", async () => {
  const fields = Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`field${at}`, 0]));
  const faults = await faultsOf(line(fields), { keepFaults: 1000, isStrict: true });
  expect([faults.length, faults.at(-1)]).toEqual([101, "p:1: has 800 more faults that are not told"]);
});

test.each([
  ["two-byte lines", "jsonl", "{}\n".repeat(10_000)],
  ["rows of one cell", "csv", `model,prompt\n${"a\n".repeat(10_000)}`],
  ["prompts of one letter", "text", "a\n".repeat(10_000)],
  ["blank lines", "jsonl", "\n".repeat(5_000_000)],
] as const)("%s in one piece are read in many turns of the event loop", async (_what, format, content) => {
  let turns = 0;
  let over = false;
  const counting = (async () => {
    for (; !over; turns += 1) await nextTurn();
  })();
  for await (const _entry of readItems(inChunks(Buffer.from(content), Infinity), { format }));
  over = true;
  await counting;
  expect(turns).toBeGreaterThan(8);
});

test.each(["jsonl", "csv", "text"] as const)("an input of %s that breaks off throws what broke it", async (format) => {
  async function* source() {
    yield Buffer.from("prompt,model\n");
    throw new Error("connection lost");
  }
  await expect(readInput(source(), { format })).rejects.toThrow("connection lost");
});

test.each([
  ["a workbook", xlsx({ A: [["prompt"], ...Array.from({ length: 10_000 }, (_, at) => [`A kite, number ${at}`])] })],
  [
    "another workbook",
    ods({ A: [["prompt"], ...Array.from({ length: 10_000 }, (_, at) => [`A kite, number ${at}`])] }),
  ],
  ["gzip", gzip("A kite over the sea\n".repeat(10_000))],
  ["GBK", gbk("一只猫在雨中奔跑\n".repeat(10_000))],
  ["a JSON list", JSON.stringify(Array.from({ length: 10_000 }, (_, at) => ({ prompt: `A kite, number ${at}` })))],
  ["a quote that is never closed, before many lines", `model,prompt\n${MODEL},"a\n${`${MODEL},b\n`.repeat(10_000)}`],
])("%s in one piece is read in many turns of the event loop", async (_what, content) => {
  let turns = 0;
  let over = false;
  const counting = (async () => {
    for (; !over; turns += 1) await nextTurn();
  })();
  let count = 0;
  for await (const { item } of readItems(inChunks(Buffer.from(content as string), Infinity)))
    if (item !== undefined) count += 1;
  over = true;
  await counting;
  expect(count).toBeGreaterThanOrEqual(10_000);
  expect(turns).toBeGreaterThan(8);
});
