import { expect, test } from "@jest/globals";
import { inPairs } from "./stand/in-pairs.ts";
import { openStand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { listFiles } from "./stand/stored-videos.ts";

const GOOD = { model: "MiniMax-Hailuo-2.3", prompt: "A paper boat" };
const good = JSON.stringify(GOOD);

/** What cannot be read as a whole. */
const FILES: readonly (readonly [string, Uint8Array | string, RegExp])[] = [
  ["an empty one", "", /^stdin: has no prompts/m],
  ["one of blank lines", "\n  \r\n\n", /^stdin: has no prompts/m],
  ["one of brackets that do not match", `[{"prompt": "a"}}]`, /^stdin:1: is not JSON/m],
];

/** One bad line, and what must be said of it behind its number. */
const LINES: readonly (readonly [object | string | Uint8Array, string])[] = [
  ['{"prompt": "a", }', 'is not JSON: unexpected "}" at column 17'],
  ["[1]", "is [1], must be an object"],
  [Buffer.from('{"prompt":"Stra\u00dfe"}', "latin1"), "byte 0xDF at offset 15 is not UTF-8"],
  [`{"prompt":"${"x".repeat(3_145_728)}"}`, "has 3 MiB, allowed are 1 MiB a line"],
  [{ ...GOOD, duraton: 10 }, "duraton: is not a known field; did you mean duration?"],
  [{ ...GOOD, prompt: 7 }, "prompt: is 7, must be a text of 1 to 2000 characters"],
  [{ ...GOOD, duration: "six" }, 'duration: is "six", allowed are the numbers 6 and 10'],
  [{ ...GOOD, enable_prompt_expansion: "maybe" }, 'enable_prompt_expansion: is "maybe", allowed are true and false'],
  [{ ...GOOD, prompt: "🚤".repeat(2001) }, "prompt: has 2001 characters, allowed are 1 to 2000"],
  [{ ...GOOD, prompt: " " }, "prompt: must have 1 to 2000 characters"],
  [{ ...GOOD, model: "MiniMax-Hailuo-2.4" }, 'model: is "MiniMax-Hailuo-2.4", allowed are MiniMax-Hailuo-2.3,'],
  [{ prompt: "x" }, "model: is missing, allowed are"],
  [{ ...GOOD, resolution: "1080P", duration: 10 }, "duration: MiniMax-Hailuo-2.3 makes 1080P videos of 6 s, not 10 s"],
  [
    { ...GOOD, model: "MiniMax-Hailuo-02", resolution: "512P" },
    "resolution: MiniMax-Hailuo-02 makes text-to-video videos in 768P, 1080P, not 512P",
  ],
  [{ ...GOOD, model: "MiniMax-Hailuo-2.3-Fast" }, "image_url: MiniMax-Hailuo-2.3-Fast needs an image"],
  [
    { ...GOOD, image_url: "https://e.com/a", last_frame_image: "https://e.com/b" },
    "last_frame_image: MiniMax-Hailuo-2.3 takes no last_frame_image",
  ],
  [{ ...GOOD, image_url: "boat.png" }, 'image_url: "boat.png" is not there: no such file as'],
  [{ ...GOOD, custom_id: "a\nboat" }, 'custom_id: is "a\\nboat", must be a text of'],
  [{ ...GOOD, custom_id: "first" }, 'custom_id: "first" is already used in line 1'],
];

test("a file that is no list of prompts is refused in a sentence, and nothing is enqueued", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  for (const [what, stdin, sentence] of FILES) {
    const { code, stderr, stdout } = await stand.run(["submit", "-", "--format", "jsonl"], { stdin });
    expect({ what, code, stdout, stderr }).toEqual({
      what,
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(sentence),
    });
  }
  expect(await redis.size()).toBe(0);
});

test("every kind of bad line is said with its number and field, and nothing of the file is enqueued", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  const toBytes = (line: object | string | Uint8Array): Uint8Array =>
    line instanceof Uint8Array ? line : Buffer.from(typeof line === "string" ? line : JSON.stringify(line));
  // A good line before each bad one: the numbers are odd and even.
  const pieces = LINES.flatMap(([line], at) => [
    toBytes({ ...GOOD, ...(at === 0 && { custom_id: "first" }) }),
    toBytes(line),
  ]);
  const file = await stand.write("bad.jsonl", Buffer.concat(pieces.flatMap((piece) => [piece, Buffer.from("\n")])));

  const { code, stdout, stderr } = await stand.run(["submit", file]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toEqual([
    ...LINES.map(([, sentence], at) => expect.stringContaining(`bad.jsonl:${2 * at + 2}: ${sentence}`)),
    `${LINES.length} faults; nothing was enqueued.`,
  ]);
  expect(await redis.size()).toBe(0);
});

test("all faults of a file are told at once, to machines as JSON, and run starts nothing for them", async () => {
  await using stand = await openStand();
  const lines = [
    good,
    "{",
    { ...GOOD, duration: 7 },
    { ...GOOD, custom_id: { a: 1 }, promptt: "red", prompt: null },
    GOOD,
  ];
  const file = await stand.write(
    "bad.jsonl",
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );

  const person = await stand.run(["run", file]);
  const machine = await stand.run(["run", file, "--json"]);

  expect(person.code).toBe(2);
  expect(person.stderr.trimEnd().split("\n")).toEqual([
    expect.stringContaining("bad.jsonl:2: is not JSON: it ends too early"),
    expect.stringContaining("bad.jsonl:3: duration: is 7"),
    expect.stringContaining("bad.jsonl:4: promptt: is not a known field"),
    expect.stringContaining("bad.jsonl:4: custom_id: is {"),
    expect.stringContaining("bad.jsonl:4: prompt: must have 1 to 2000 characters"),
    "5 faults; nothing was enqueued.",
  ]);
  expect(machine.code).toBe(2);
  expect(machine.json.map(({ type, line, field }) => [type, line, field])).toEqual([
    ["error", 2, null],
    ["error", 3, "duration"],
    ["error", 4, "promptt"],
    ["error", 4, "custom_id"],
    ["error", 4, "prompt"],
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
  const file = await stand.write(
    "boats.jsonl",
    `\ufeff${good}\r\n\r\n${JSON.stringify({ ...GOOD, prompt: "A kite" })}\r\n`,
  );
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
    stderr: expect.stringMatching(
      /^error: custom_id "boat" of batch "boats" was submitted before with another request/m,
    ),
  });
  expect((await stand.run(["status", "boats", "--json"])).json).toMatchObject([{ total: 1, queued: 1 }]);
});
