import { describe, expect, test } from "@jest/globals";
import type { GenerationRecord } from "@hailuo-queue/contracts";
import { matchesWhere } from "./match-where.ts";
import { parseWhere, statesOf } from "./where.ts";

const NOW = 1_000_000_000_000;
const record: GenerationRecord = {
  id: "gen_1",
  state: "failed",
  request: { model: "MiniMax-H3", prompt: "A calm Sea at dawn" },
  batchId: "spring",
  index: 0,
  customId: "a b",
  tenant: "acme",
  objectKey: "spring/a.mp4",
  run: 1,
  createdAt: NOW - 3 * 3_600_000,
  updatedAt: NOW - 60_000,
  endedAt: NOW - 60_000,
  pollCount: 0,
  taskId: "176",
  error: { code: "video_flagged", stage: "poll", message: "flagged" },
};

test.each([
  ["code=video_flagged model=MiniMax-H3 ended<1h", true],
  ["code=video_flagged,prompt_flagged", true],
  ["code!=video_flagged", false],
  ["code!=prompt_flagged,answer_lost", true],
  ["state=failed batch=spring tenant=acme", true],
  ["state=succeeded", false],
  ["prompt~SEA", true],
  ['prompt~"calm sea"', true],
  ['custom_id="a b"', true],
  ["custom_id=a", false],
  ["created<2h", false],
  ["created>2h", true],
  ["ended>1m ended<2m", true],
  ["task=176 stage=poll id=gen_1", true],
  ["account=default", false],
  ["account!=default", true],
])("%s: %j", (text, expected) => {
  expect(matchesWhere(record, parseWhere(text), NOW)).toBe(expected);
});

test("what has no end is neither younger nor older than anything", () => {
  const { endedAt: _ended, ...running } = record;
  for (const text of ["ended<1w", "ended>1s"]) expect(matchesWhere(running, parseWhere(text), NOW)).toBe(false);
});

test("words look into prompt, names and task, whatever their case, where they are allowed", () => {
  for (const [text, expected] of [
    ["dawn", true],
    ["SPRING 176", true],
    ["dawn dusk", false],
    ["http://x=1", false],
  ] as const)
    expect([text, matchesWhere(record, parseWhere(text, { words: true }), NOW)]).toEqual([text, expected]);
});

describe("a filter that cannot be used is refused by a sentence that says how to write it", () => {
  test.each([
    ["code", /not a condition/],
    ["colour=red", /fields are state, code/],
    ["state=odd", /states are queued/],
    ["ended=1h", /age/],
    ["ended<1y", /age/],
    ["ended<", /age/],
    ["code<1h", /takes =, != or ~/],
    ["code=", /has no value/],
    ['prompt~"open', /not closed/],
  ])("%s", (text, words) => {
    expect(() => parseWhere(text)).toThrow(expect.objectContaining({ code: "bad_where" }));
    expect(() => parseWhere(text)).toThrow(words);
  });
});

test.each([
  ["length", /longer than 2000/, `prompt~${"x".repeat(3000)}`],
  ["conditions", /more than 20/, Array.from({ length: 30 }, () => "code=a").join(" ")],
  ["values", /more than 50/, `code=${Array.from({ length: 60 }, (_, at) => at).join(",")}`],
])("a filter's %s has a limit", (_what, words, text) => {
  expect(() => parseWhere(text)).toThrow(words);
});

test("the states that it lets pass are known before anything is read", () => {
  expect(statesOf(parseWhere("state=failed,queued code=x"))).toEqual(["queued", "failed"]);
  expect(statesOf(parseWhere("state!=failed state=failed"))).toEqual([]);
  expect(statesOf(parseWhere("model=x"))).toHaveLength(10);
});
