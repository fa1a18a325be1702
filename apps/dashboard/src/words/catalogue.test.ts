import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { loadCatalogues, placeholdersOf } from "@hailuo-queue/words";
import { saidInPages, textsBelow } from "../__fixtures__/texts.ts";

const assets = fileURLToPath(new URL("../../assets", import.meta.url));
const sources = fileURLToPath(new URL("..", import.meta.url));
const packages = fileURLToPath(new URL("../../../../packages", import.meta.url));
const pages = [...textsBelow(assets), ...saidInPages(assets)];
const plain = textsBelow(`${sources}/plain`);
const { console: said, consoleServer, elsewhere, names } = await loadCatalogues();

test("everything that a page says is said in Chinese, too, and nothing else is in the catalogue", () => {
  const keys = new Set([...pages, ...plain].filter(({ isSaid }) => isSaid).map(({ key }) => key));
  expect(Object.keys(said).toSorted()).toEqual([...keys].toSorted());
});

test("a translation has every value of the English sentence, or says that it leaves it out", () => {
  const all = Object.entries({ ...said, ...consoleServer });
  expect(all.filter(([english, told]) => placeholdersOf(english).join() !== placeholdersOf(told).join())).toEqual([]);
});

test("a translation is Chinese, with Chinese punctuation beside its characters", () => {
  const all = Object.entries({ ...said, ...consoleServer });
  const isChinese = (told: string): boolean =>
    /[\u4e00-\u9fff]/.test(told) || !/[a-z]/i.test(told.replaceAll(/\{-?\w+\}/g, ""));
  expect(all.filter(([english, told]) => !SAME_IN_ANY.has(english) && !isChinese(told))).toEqual([]);
  const western = /[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?:\s|$)/;
  expect(all.filter(([, told]) => western.test(told))).toEqual([]);
});

test("no word of a page stands outside the catalogue", () => {
  const outside = pages
    .filter(({ isSaid, isCode }) => !isSaid && !isCode)
    .flatMap(({ file, key, isHtml }) =>
      (isHtml ? wordsOfHtml(key) : isSentence(key) && !NOT_READ.test(key) ? [key] : []).map(
        (text) => `${file}: ${text}`,
      ),
    );
  expect(outside).toEqual([]);
  const inHtml = readdirSync(assets)
    .filter((name) => name.endsWith(".html"))
    .flatMap((name) => wordsOfHtml(readFileSync(`${assets}/${name}`, "utf8").replaceAll(/\{\{[^}]*\}\}/g, "")));
  expect(inHtml.filter((text) => !/^(?:– )?hailuo-queue$/.test(text))).toEqual([]);
});

test("every sentence that the server makes for people is retold", () => {
  const left = textsBelow(sources)
    .filter(({ file, isCode, isSaid, key }) => !isCode && !isSaid && isSentence(key) && !isForMachines(file, key))
    .filter(
      ({ key }) => ![key, behindName(key)].some((each) => each in consoleServer || each in elsewhere || each in names),
    )
    .map(({ file, key }) => `${file}: ${key}`);
  expect(left).toEqual([]);
});

test("what is retold is what somebody says", () => {
  const texts = [
    sources,
    ...readdirSync(packages)
      .filter((name) => name !== "words" && existsSync(`${packages}/${name}/src`))
      .map((name) => `${packages}/${name}/src`),
  ]
    .flatMap((folder) => textsBelow(folder).map(({ key }) => key))
    .join("\n");
  const stale = Object.keys(consoleServer).filter((key) => {
    if (IN_PIECES.has(key)) return false;
    const longest = key.split(/\{\w+\}/).toSorted((one, other) => other.length - one.length)[0] ?? "";
    return ![longest, longest.replaceAll(" ", "_")].some((text) =>
      texts.includes(text.replace(/^\W+/, "").slice(0, LONGEST_PIECE)),
    );
  });
  expect(stale).toEqual([]);
});

/** Of a sentence that is written in several strings. */
const LONGEST_PIECE = 12;
/** Made by a script of Redis, and of pieces. */
const IN_PIECES = new Set([
  "given up: more than {0} webhooks of the tenant were waiting",
  'it said "{0}" ({1})',
  'it said "{0}" ({1}) (trace id {2})',
  'it said "{0}" (trace id {1})',
]);
const SAME_IN_ANY = new Set(["webhook", "Webhooks", "Workers", "a worker"]);

/** A fault of a field is told with its name. */
function behindName(fault: string): string {
  return `{0}: ${fault.replaceAll(/\{(\d)\}/g, (_, at: string) => `{${Number(at) + 1}}`)}`;
}

/** Two words in a row, or a word beside a value. */
function isSentence(text: string): boolean {
  return /[A-Za-z]{2,}[^A-Za-z{]* [^A-Za-z]*[A-Za-z]{2,}|[a-z]{2,}[,:;]? \{\d\}|\{\d\}[,:;]? [a-z]{2,}/.test(text);
}

/** Between tags, and in attributes that are read; `<code>` and `<kbd>` are the same in every language. */
function wordsOfHtml(text: string): readonly string[] {
  const visible = text
    .replaceAll(/<!--.*?-->|<!doctype html>/gs, "")
    .replaceAll(/<(code|kbd|script|style)\b[^>]*>.*?<\/\1\s*>/gs, " ");
  const attributes = [
    ...visible.matchAll(/\s(?:aria-label|title|placeholder|alt|label|says|confirm|words|hint)="([^"]+)"/g),
  ];
  const between = visible.replaceAll(/<\/?[a-z{/][^<>]*>/gis, "\n").split("\n");
  return [...attributes.map(([, value = ""]) => value), ...between]
    .map((each) => each.replaceAll(/\{\d+\}/g, " ").trim())
    .filter((each) => /[A-Za-z]{2,}/.test(each) && each !== "hailuo-queue");
}

/** Classes of a style, conditions of a search, names and a cookie. */
const NOT_READ =
  /^(?:toast|danger|swatch|badge|cut|diagnosis|card|tile) [a-z-]+(?:\{\d\})*$|^(?:batch|state|code)=|^not live$|^hailuo-queue$|^hailuo_language=/;

function isForMachines(file: string, key: string): boolean {
  return (
    LOGS.has(key) ||
    [
      "dashboard-settings.ts",
      "guard/response-headers.ts",
      "guard/decide-access.ts",
      "guard/proxy-trust.ts",
      "listen.ts",
    ].includes(file) ||
    /charset=|^GET, HEAD$|^Path=|^(?:key|address|browser|state=\{0\} code=|bytes) ?\{|^: |^<|^event: |^private, |^export const |^\/, /.test(
      key,
    )
  );
}

/** Lines of the log, and names. */
const LOGS = new Set([
  "redis lost",
  "redis back",
  "connection failed",
  "queue connection failed",
  "no sign of life was written",
  "dashboard started",
  "request failed",
  "the audit could not be written",
  "No content type is known for {0}",
  "BullMQ jobs",
]);
