import { FAULT_LIMITS, JSON_LIMITS } from "@hailuo-queue/contracts";
import { describe, expect, test } from "@jest/globals";
import { Problem, problemBody } from "./problem.ts";
import { readJson } from "./read-json.ts";

const MIB = 1024 * 1024;

async function* inPieces(text: string | Buffer, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("It was taken.");
}

test("JSON is read however it is cut, without a byte order mark", async () => {
  const value = { prompt: "雨 🌊 \u0000", list: [1, { deep: null }] };
  for (const size of [1, 2, 5, MIB])
    expect(await readJson(inPieces(`\u{FEFF}${JSON.stringify(value)}`, size), { maxBytes: MIB })).toEqual(value);
});

describe("what is refused", () => {
  test.each([
    ["nothing", "", 400, "not_json", "The body is empty; it must be JSON."],
    ["blanks", " \n", 400, "not_json", "The body is empty; it must be JSON."],
    ["half of it", '{"a": [1', 400, "not_json", "The body is not JSON: it ends too early."],
    ["another notation", "{'a': 1}", 400, "not_json", `The body is not JSON: unexpected "'" at character 2.`],
    [
      "a byte of zero",
      '{"a": "\u0000"}',
      400,
      "not_json",
      'The body is not JSON: unexpected "\\u0000" at character 8.',
    ],
    ["UTF-16", Buffer.from('{"a": 1}', "utf16le"), 400, "not_json", undefined],
    ["Latin-1", Buffer.from('{"a": "é"}', "latin1"), 400, "not_utf8", "The body is not UTF-8."],
    ["a cut character", Buffer.from('{"a": "🌊"}').subarray(0, 10), 400, "not_utf8", "The body is not UTF-8."],
    ["half a character", '{"a": ["\\ud83c"]}', 400, "invalid_request", undefined],
    ["half a character in a name", '{"a\\ud83c": 1}', 400, "invalid_request", undefined],
    ["a name twice", '{"a": 1, "a": 2}', 422, "duplicate_name", 'The body has the name "a" twice in one object.'],
    [
      "a prototype",
      '{"__proto__": {}}',
      422,
      "forbidden_name",
      'The body has the name "__proto__", which is not taken.',
    ],
    [
      "a long name",
      `{"${"a".repeat(60_000)}": 1}`,
      422,
      "name_too_long",
      "The body has a name of more than 200 bytes, the most allowed.",
    ],
    ["deep lists", "[".repeat(8 * MIB), 422, "too_deep", "The body is nested deeper than 16 levels, the most allowed."],
    [
      "deep objects",
      '{"a":'.repeat(MIB),
      422,
      "too_deep",
      "The body is nested deeper than 16 levels, the most allowed.",
    ],
    [
      "many objects",
      `[${"{},".repeat(19 * MIB)}{}]`,
      422,
      "too_many_values",
      "The body holds more than 2000 names and values, the most allowed.",
    ],
    [
      "a long text",
      JSON.stringify({ a: "x".repeat(MIB) }),
      413,
      "body_too_large",
      "The body has more than 256 KiB beside its data URLs, the most allowed.",
    ],
    [
      "blanks between",
      `[${" ".repeat(MIB)}]`,
      413,
      "body_too_large",
      "The body has more than 256 KiB beside its data URLs, the most allowed.",
    ],
    [
      "a body above the limit",
      `["data:${"x".repeat(65 * MIB)}"]`,
      413,
      "body_too_large",
      "The body has more than 64 MiB, the most that is taken here.",
    ],
  ])("%s", async (_what, text, status, code, detail) => {
    const problem = await problemOf(readJson(inPieces(text), { maxBytes: 64 * MIB }));
    expect([problem.status, problem.code]).toEqual([status, code]);
    if (detail !== undefined) expect(problem.extras.detail).toBe(detail);
    expect(JSON.stringify(problemBody(problem)).length).toBeLessThan(1000);
  });

  test("a bomb is refused by its first piece, and nothing more of it is read", async () => {
    let pieces = 0;
    async function* bomb() {
      for (; pieces < 1000; pieces += 1) yield Buffer.from("[{},{},".repeat(1000));
    }
    expect((await problemOf(readJson(bomb(), { maxBytes: 64 * MIB }))).status).toBe(422);
    expect(pieces).toBe(0);
  });
});

test("a data URL may be as long as the body, and counts for one value", async () => {
  const image = `data:image/png;base64,${"A".repeat(20 * MIB)}`;
  const value = { model: "x", images: Array.from({ length: 3 }, () => image) };
  expect(await readJson(inPieces(JSON.stringify(value)), { maxBytes: 64 * MIB })).toEqual(value);
});

test("media that are taken out on the way count against the body's limit only as far as they stay in it", async () => {
  async function* withoutMedia(source: AsyncIterable<Uint8Array>) {
    for await (const _piece of source);
    yield Buffer.from('{"image_url": "input://sha256-0.png"}');
  }
  const sent = inPieces(`{"image_url": "data:${"A".repeat(10 * MIB)}"}`);
  expect(await readJson(sent, { maxBytes: JSON_LIMITS.maxBytes, withoutMedia })).toEqual({
    image_url: "input://sha256-0.png",
  });
});

test("of a thousand faults an answer tells the first, and cuts what is long", () => {
  const long = "x".repeat(100_000);
  const problem = new Problem(400, "invalid_request", {
    detail: long,
    errors: Array.from({ length: 1000 }, () => ({ field: long, message: long })),
  });
  const { detail = "", errors = [] } = problemBody(problem);
  expect([detail.length, errors.length]).toEqual([FAULT_LIMITS.maxDetailLength, FAULT_LIMITS.maxTold]);
  expect([errors[0]?.field.length, errors[0]?.message.length]).toEqual([
    FAULT_LIMITS.maxNameLength,
    FAULT_LIMITS.maxMessageLength,
  ]);
});

test("a secret that stands where a text is cut is not told in part", () => {
  const token = `hq_0123456789abcdef_${"s".repeat(43)}`;
  for (let before = 0; before < 70; before += 1) {
    const field = `${"x".repeat(FAULT_LIMITS.maxNameLength - before)} ${token}`;
    const body = problemBody(new Problem(400, "x", { errors: [{ field, message: "is not known" }] }));
    expect(JSON.stringify(body)).not.toContain("sss");
  }
});
