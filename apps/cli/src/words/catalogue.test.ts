import { existsSync, readdirSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { loadCatalogues, placeholdersOf } from "@hailuo-queue/words";
import { sourcesIn, textsOf } from "../__fixtures__/source-texts.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const command = sourcesIn(`${root}/apps/cli/src`).map((file) => ({
  file: relative(`${root}/apps/cli/src`, file),
  texts: textsOf(file),
}));
const { command: said, elsewhere, commandLine, names } = await loadCatalogues();

/** Files of the command that speak English alone, and why. */
const ENGLISH = {
  "simulated/": "the faults of the simulated services, which developers read in `hailuo simulate --help`",
  "gallery/gallery-page.ts": "its page says it in the language of its reader",
  "gallery/write-gallery.ts": "it recognizes pages by what they say",
  "program/command-audit.ts": "read by a test",
  "words/": "it speaks itself",
} as const;

/** Packages and folders all of whose sentences, as far as people meet them in a terminal, are in the catalogue. */
const RETOLD = [
  "packages/contracts/src/request",
  "packages/intake/src/content",
  "packages/intake/src/json",
  "packages/intake/src/table",
  "packages/producer/src/diagnosis/diagnose.ts",
  "packages/producer/src/diagnosis/judge-accounts.ts",
  "packages/producer/src/diagnosis/judge-attempts.ts",
  "packages/producer/src/diagnosis/judge-stops.ts",
  "packages/producer/src/diagnosis/judge-workers.ts",
  "packages/producer/src/diagnosis/trouble.ts",
  "packages/producer/src/explain-generation.ts",
  "packages/producer/src/resolve-generation.ts",
  "packages/redis/src/redis-troubles.ts",
  "packages/storage/src/explain-s3-error.ts",
  "packages/storage/src/directory-object-store.ts",
  "packages/minimax/src/core/error-table.ts",
  "packages/local/src/find-redis-server.ts",
  "packages/local/src/installation-cure.ts",
] as const;

test("everything that the command says is said in Chinese, too, and nothing else is in the catalogue", () => {
  const keys = new Set(command.flatMap(({ texts }) => texts.filter(({ isSaid }) => isSaid).map(({ key }) => key)));
  expect(Object.keys(said).toSorted()).toEqual([...keys].toSorted());
});

test("a translation has every value of the English sentence, or says that it leaves it out", () => {
  const all = Object.entries({ ...said, ...elsewhere, ...commandLine, ...names });
  expect(all.filter(([english, told]) => placeholdersOf(english).join() !== placeholdersOf(told).join())).toEqual([]);
});

test("Chinese has Chinese punctuation beside its characters", () => {
  const all = Object.values({ ...said, ...elsewhere, ...commandLine, ...names });
  expect(
    all.filter((told) => /[\u4e00-\u9fff][,;:!?](?:\s|$|[\u4e00-\u9fff])|[\u4e00-\u9fff]\.(?:\s|$)/.test(told)),
  ).toEqual([]);
});

test("nothing is said while a module is loaded, when the language is not known", () => {
  const early = command.flatMap(({ file, texts }) =>
    texts.filter(({ isSaid, isAtLoad }) => isSaid && isAtLoad).map(({ key }) => `${file}: ${key}`),
  );
  expect(early).toEqual([]);
});

test("no sentence of the command stands outside the catalogue", () => {
  const outside = command
    .filter(({ file }) => !Object.keys(ENGLISH).some((prefix) => file.startsWith(prefix)))
    .flatMap(({ file, texts }) =>
      texts
        .filter(({ key, isSaid, isCode }) => !isSaid && !isCode && isSentence(key) && !NOT_SAID.has(key))
        .map(({ key }) => `${file}: ${key}`),
    );
  expect(outside).toEqual([]);
});

test("what is retold of other packages is what they say", () => {
  const all = readdirSync(`${root}/packages`)
    .filter((name) => name !== "words" && existsSync(`${root}/packages/${name}/src`))
    .flatMap((name) => sourcesIn(`${root}/packages/${name}/src`))
    .flatMap(textsOf)
    .map(({ key }) => key.replaceAll(/\{\w+\}/g, "{}"));
  const stale = Object.keys(elsewhere).filter((key) => {
    // A value that is not right stands before what is asked for: `is 7, must be a text`.
    const longest =
      key
        .replace(/^is (?:\{\w+\}|missing), /, "")
        .split(/\{\w+\}/)
        .toSorted((one, other) => other.length - one.length)[0] ?? "";
    return !all.some((text) => text.includes(longest));
  });
  expect(stale).toEqual([]);
});

test.each(RETOLD)("every sentence of %s is retold", (place) => {
  const files = place.endsWith(".ts") ? [`${root}/${place}`] : sourcesIn(`${root}/${place}`);
  const left = files
    .flatMap(textsOf)
    .filter(({ key, isCode }) => !isCode && isSentence(key) && !NOT_RETOLD.has(key))
    .map(({ key }) => key)
    .filter((key) => !(key in elsewhere));
  expect(left).toEqual([]);
});

test("a sentence that is recognized has words of its own to be recognized by", () => {
  const vague = Object.keys({ ...elsewhere, ...commandLine }).filter(
    (key) => /\{\w+\}/.test(key) && key.replaceAll(/\{\w+\}|[^a-z]/gi, "").length < 5,
  );
  expect(vague).toEqual([]);
});

/** Two words in a row, or a word beside a value. */
function isSentence(text: string): boolean {
  return (
    !/^--?[a-z-]+(?: [<[].*)?$/.test(text) &&
    /[A-Za-z]{2,}[^A-Za-z{]* [^A-Za-z]*[A-Za-z]{2,}|[a-z]{2,}[,:;]? \{\d\}|\{\d\}[,:;]? [a-z]{2,}/.test(text)
  );
}

/** Names, commands and bodies that are the same in every language, and words of an English plural. */
const NOT_SAID = new Set([
  "task is",
  "tasks are",
  "its video",
  "their videos",
  "that one",
  "it is",
  "they are",
  "answer was",
  "answers were",
  "video is",
  "videos are",
  "it was",
  "they were",
  "line has",
  "lines have",
  "hailuo dev",
  "hailuo {0}",
  "worker {0}",
  "cli {0}",
  "help [command]",
  "text/csv; charset=utf-8",
  "hailuo run --batch {0}",
  "hailuo cancel --batch {0}",
  "unreachable: {0} was judged",
  "  -H 'Authorization: Bearer {0}' \\",
  "  -H 'content-type: application/json' \\",
  '  -d \'{"model": "MiniMax-Hailuo-2.3", "prompt": "A lighthouse in a storm"}\'',
  ...Object.keys(names),
]);

/** Of the places above: what programs read, words of a plural, and what is too short to be recognized. */
const NOT_RETOLD = new Set([
  "{0} ({1} of {2}): {3}.",
  "{0} ago",
  "is {0}",
  "is {0}, {1}",
  "has {0} MB",
  "{0} ({1}, made {2})",
  " and {0} more",
  "task is",
  "tasks are",
  "SQLite format 3",
  "version https://git-lfs.github.com/",
  "NOAUTH Authentication required",
  "opened no tunnel to",
]);
