import { expect, jest, test } from "@jest/globals";
import { inPairs } from "./stand/in-pairs.ts";
import { openStand, type Stand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { listFiles } from "./stand/stored-videos.ts";

jest.setTimeout(120_000);

const GOOD = { model: "MiniMax-Hailuo-2.3", prompt: "A paper boat" };
const good = JSON.stringify(GOOD);

function withLine(line: object | string | Uint8Array): Uint8Array {
  const bytes = line instanceof Uint8Array ? line : Buffer.from(typeof line === "string" ? line : JSON.stringify(line));
  return Buffer.concat([Buffer.from(`${good}\n`), bytes, Buffer.from(`\n${JSON.stringify({ ...GOOD, prompt: "A kite" })}\n`)]);
}

/** What is wrong, the file, and what must be said: always with the line, and with the field where one is at fault. */
const CASES: readonly (readonly [string, Uint8Array | string, RegExp])[] = [
  ["is empty", "", /^stdin: has no prompts in it/m],
  ["has blank lines only", "\n  \r\n\n", /^stdin: has no prompts in it/m],
  ["is no JSON in one line", withLine('{"prompt": "a", }'), /^stdin:2: is not JSON: unexpected "}" at column 17/m],
  ["has a list where an object belongs", withLine("[1]"), /^stdin:2: is \[1\], must be an object/m],
  ["holds Latin-1 bytes", withLine(Buffer.from('{"prompt":"Stra\u00dfe"}', "latin1")), /^stdin:2: byte 0xDF at offset 15 is not UTF-8/m],
  ["has a line of 3 MB", withLine(`{"prompt":"${"x".repeat(3_145_728)}"}`), /^stdin:2: has 3 MiB, allowed are 1 MiB a line/m],
  ["has an unknown field", withLine({ ...GOOD, promt: "x" }), /^stdin:2: promt: is not a known field; did you mean prompt\?/m],
  ["has a number as its prompt", withLine({ ...GOOD, prompt: 7 }), /^stdin:2: prompt: is 7, must be a text of 1 to 2000 characters/m],
  ["has a text as its duration", withLine({ ...GOOD, duration: "6" }), /^stdin:2: duration: is "6", allowed are the numbers 6 and 10/m],
  [
    "has a text as a switch",
    withLine({ ...GOOD, enable_prompt_expansion: "no" }),
    /^stdin:2: enable_prompt_expansion: is "no", allowed are true and false/m,
  ],
  [
    "has 2,001 characters",
    withLine({ ...GOOD, prompt: "🚤".repeat(2001) }),
    /^stdin:2: prompt: has 2001 characters, allowed are 1 to 2000/m,
  ],
  ["has an empty prompt", withLine({ ...GOOD, prompt: " " }), /^stdin:2: prompt: must have 1 to 2000 characters/m],
  [
    "has an unknown model",
    withLine({ ...GOOD, model: "MiniMax-Hailuo-2.4" }),
    /^stdin:2: model: is "MiniMax-Hailuo-2\.4", allowed are .*did you mean MiniMax-Hailuo-2\.3\?/m,
  ],
  ["has no model", withLine({ prompt: "x" }), /^stdin:2: model: is missing, allowed are/m],
  [
    "wants 1080P for 10 s",
    withLine({ ...GOOD, resolution: "1080P", duration: 10 }),
    /^stdin:2: duration: MiniMax-Hailuo-2\.3 makes 1080P videos of 6 s, not 10 s/m,
  ],
  [
    "wants 512P of a text",
    withLine({ ...GOOD, model: "MiniMax-Hailuo-02", resolution: "512P" }),
    /^stdin:2: resolution: MiniMax-Hailuo-02 makes text-to-video videos in 768P, 1080P, not 512P/m,
  ],
  [
    "gives Fast no image",
    withLine({ ...GOOD, model: "MiniMax-Hailuo-2.3-Fast" }),
    /^stdin:2: image_url: MiniMax-Hailuo-2\.3-Fast needs an image/m,
  ],
  [
    "gives 2.3 a last frame",
    withLine({ ...GOOD, image_url: "https://e.com/a", last_frame_image: "https://e.com/b" }),
    /^stdin:2: last_frame_image: MiniMax-Hailuo-2\.3 takes no last_frame_image/m,
  ],
  ["gives an image that is no URL", withLine({ ...GOOD, image_url: "boat.png" }), /^stdin:2: image_url: is "boat\.png", must be an http/m],
  [
    "has a custom_id that leaves its folder",
    withLine({ ...GOOD, custom_id: "../boat" }),
    /^stdin:2: custom_id: is "\.\.\/boat", must be a text of/m,
  ],
  [
    "has a custom_id twice",
    withLine(`${JSON.stringify({ ...GOOD, custom_id: "boat" })}\n${JSON.stringify({ ...GOOD, custom_id: "boat" })}`),
    /^stdin:3: custom_id: "boat" stands already in line 2/m,
  ],
  ["is UTF-16", Buffer.from(`\ufeff${good}\n`, "utf16le"), /^stdin:1: starts with a UTF-16 byte order mark; save the file as UTF-8/m],
];

test("every kind of bad line is said with its place, and nothing is enqueued", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  const refused = CASES.map(([what, content, sentence]) => async () => {
    const directory = `${what.replaceAll(/\W+/g, "-")}`;
    const { code, stderr, stdout } = await submitFile(stand, directory, content);
    expect({ what, code, stdout, stderr }).toEqual({ what, code: 2, stdout: "", stderr: expect.stringMatching(sentence) });
    expect(stderr).toMatch(/^\d+ faults?; nothing was enqueued\.$/m);
  });
  await inPairs(refused);
  expect(await redis.size()).toBe(0);
});

test("all faults of a file are told at once, to machines as JSON, and run starts nothing for them", async () => {
  await using stand = await openStand();
  const lines = [good, "{", { ...GOOD, duration: 7 }, { ...GOOD, custom_id: 5, colour: "red" }, GOOD];
  const file = await stand.write("bad.jsonl", lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));

  const person = await stand.run(["run", file]);
  const machine = await stand.run(["run", file, "--json"]);

  expect(person.code).toBe(2);
  expect(person.stderr.trimEnd().split("\n")).toEqual([
    expect.stringContaining("bad.jsonl:2: is not JSON: it ends too early"),
    expect.stringContaining("bad.jsonl:3: duration: is 7"),
    expect.stringContaining("bad.jsonl:4: colour: is not a known field"),
    expect.stringContaining("bad.jsonl:4: custom_id: is 5"),
    "4 faults; nothing was enqueued.",
  ]);
  expect(machine.code).toBe(2);
  expect(machine.json.map(({ type, line, field }) => [type, line, field])).toEqual([
    ["error", 2, null],
    ["error", 3, "duration"],
    ["error", 4, "colour"],
    ["error", 4, "custom_id"],
    ["summary", undefined, undefined],
  ]);
  expect(machine.json.at(-1)).toMatchObject({ total: 0, succeeded: 0, failed: 0, cancelled: 0, needs_attention: 0 });
  expect(await listFiles(stand.directory)).toEqual(["bad.jsonl"]);
  expect(stand.simulator.stats().requests).toEqual({});
});

test("a file that cannot be read and wrong usage are said in a sentence", async () => {
  await using stand = await openStand();
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["run", "nowhere.jsonl"], /^error: nowhere\.jsonl: no such file$/m],
    [["run", "."], /^error: \.: is a directory; name a file of prompts in it$/m],
    [["run"], /missing required argument 'file'/],
    [["run", "x.jsonl", "--max-in-flight", "0"], /--max-in-flight.*whole number from 1/],
    [["submit", "x.jsonl", "--batch", "../up"], /--batch.*letters, digits/],
    [["frobnicate"], /unknown command 'frobnicate'/],
    [["cancel"], /^error: Name either a generation .* or a batch/m],
    [["worker", "paint"], /create, poll, download, all/],
    [["worker", "create"], /REDIS_URL/],
  ];
  await inPairs(
    wrong.map(([words, sentence]) => async () => {
      const { code, stderr } = await stand.run(words);
      expect({ words, code, stderr }).toEqual({ words, code: 2, stderr: expect.stringMatching(sentence) });
    }),
  );
});

test("a byte order mark, CRLF and blank lines are no faults", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  const file = await stand.write("boats.jsonl", `\ufeff${good}\r\n\r\n${JSON.stringify({ ...GOOD, prompt: "A kite" })}\r\n`);
  const end = await stand.run(["submit", file, "--json"]);
  expect(end).toMatchObject({ code: 0, json: [{ type: "submitted", total: 2, created: 2 }] });
  expect(await redis.size()).toBeGreaterThan(0);
});

test("a custom_id that was submitted with another request is refused, and the batch stays as it was", async () => {
  await using stand = await openStand();
  await shareRedis(stand);
  const first = await stand.write("first.jsonl", JSON.stringify({ ...GOOD, custom_id: "boat" }));
  const second = await stand.write(
    "second.jsonl",
    `${JSON.stringify({ ...GOOD, custom_id: "kite" })}\n${JSON.stringify({ ...GOOD, prompt: "Another", custom_id: "boat" })}`,
  );
  await stand.run(["submit", first, "--batch", "boats"]);

  const conflict = await stand.run(["submit", second, "--batch", "boats"]);

  expect(conflict).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: custom_id "boat" of batch "boats" was submitted before with another request/m),
  });
  expect((await stand.run(["status", "boats", "--json"])).json).toMatchObject([{ total: 1, queued: 1 }]);
});

async function submitFile(stand: Stand, batch: string, content: Uint8Array | string): ReturnType<Stand["run"]> {
  return stand.run(["submit", "-", "--format", "jsonl", "--batch", batch], { stdin: content });
}
