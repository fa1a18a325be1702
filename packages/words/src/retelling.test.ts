import { expect, test } from "@jest/globals";
import { createRetelling, fill, keyOf, placeholdersOf } from "./index.ts";
import { joined } from "./retelling.ts";

const retell = createRetelling({
  "Redis at {0} cannot be used ({1}); {2}.": "{0} 的 Redis 不能使用（{1}）；{2}。",
  "start Redis there": "请在那里启动 Redis",
  "no connection within {0} ms": "{0} 毫秒内没有连上",
  "It ends by itself.": "它会自己结束。",
  "{0} generations wait": "{0} 个生成在等待",
  "Batch {0} is paused: {1}.": "批次 {0} 已暂停：{1}。",
  "MiniMax refused the key for {host} ({code}); check {settings}":
    "MiniMax 拒绝了 {host} 的密钥（{code}）；请检查 {settings}",
  "it said {0}": "它的原话是 {0}",
});

test("a sentence is recognized by its fixed words, and so are the sentences within it", () => {
  expect(retell("Redis at r:1 cannot be used (no connection within 50 ms); start Redis there.")).toBe(
    "r:1 的 Redis 不能使用（50 毫秒内没有连上）；请在那里启动 Redis。",
  );
});

test("sentences and clauses are retold one by one, and what is not known stays", () => {
  expect(retell("Batch spring is paused: 7 generations wait. It ends by itself.")).toBe(
    "批次 spring 已暂停：7 个生成在等待。它会自己结束。",
  );
  expect(retell("Batch spring is paused: It ends by itself. 7 generations wait")).toBe(
    "批次 spring 已暂停：It ends by itself。7 个生成在等待",
  );
  expect(retell("It ends by itself. Nobody translated this.")).toBe("它会自己结束。Nobody translated this.");
  expect(retell('MiniMax refused the key for h (1004); check A; it said "login fail; try"')).toBe(
    'MiniMax 拒绝了 h 的密钥（1004）；请检查 A；它的原话是 "login fail; try"',
  );
  expect(retell("a prompt; with a semicolon. And more")).toBe("a prompt; with a semicolon. And more");
});

test("a single word is somebody's name, and is told only where the Chinese says that it is a word of ours", () => {
  const told = createRetelling({
    day: "天",
    "Batch {0} is paused.": "批次 {0} 已暂停。",
    "Account {0} has used its {1} starts for this {2}.": "账号 {0} 已用完本{~2}的 {1} 次开始。",
  });
  expect(told("Batch day is paused.")).toBe("批次 day 已暂停。");
  expect(told("Account day has used its 5 starts for this day.")).toBe("账号 day 已用完本天的 5 次开始。");
  expect(told("day")).toBe("天");
});

test("a text of any kind and length comes back in bounded time", () => {
  const long = "Batch ".repeat(100_000);
  expect(retell(long)).toBe(long);
  const clauses = "a; ".repeat(1000);
  expect(retell(clauses)).toBe(clauses);
  const close = `Redis at ${"cannot be used (".repeat(200)}`;
  expect(retell(close)).toBe(close);
});

test("a text that almost says a sentence, in a thousand ways, holds nobody up", () => {
  const slow = createRetelling({ "holds {0} of {1} MB; it must have {2} {3} MB: use {4}, or give {5}!": "{0}" });
  const parts = [" of ", " MB; it must have ", " ", " MB: use ", ", or give "];
  const text = `holds ${parts.map((part) => part.repeat(600 / part.length)).join("")}?`;
  expect(slow(text)).toBe(text);
});

test("values are the shortest from the left, may be empty, and never share a letter with the fixed words", () => {
  const told = createRetelling({ "ab{0}b, {1}{2}, {3}b": "[{0}|{1}|{2}|{3}]", "aa{0}aa": "<{0}>" });
  expect(told("abcb, b, d, e, fb")).toBe("[c||b|d, e, f]");
  expect(told("abb, , b")).toBe("[|||]");
  expect([told("aaa"), told("aaaa"), told("aaaaa"), told("ab, , b")]).toEqual(["aaa", "<>", "<a>", "ab, , b"]);
});

test("values fill their places once, whatever is in them", () => {
  expect(keyOf(["", " of ", " done"])).toBe("{0} of {1} done");
  expect(fill("{1}/{0}{-2}", { 0: "{1}", 1: "a" })).toBe("a/{1}");
  expect(fill("{3} {host}", { host: "h" })).toBe("{3} h");
  expect(placeholdersOf("{1} {-0} {1} {host}")).toEqual(["0", "1", "host"]);
});

test("Chinese sentences follow each other without a space", () => {
  expect([joined("好。", "是"), joined("Yes.", "No"), joined("", "是")]).toEqual(["好。是", "Yes. No", "是"]);
});
