import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { displayWidth } from "../progress/display-text.ts";
import { runCli } from "../run-cli.ts";
import { itemsOf, loadPrompts } from "./load-prompts.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hailuo-prompts-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const SHEET =
  `Nr;Prompt;Dauer;Modell\na;A kite;7;hailuo 2.3\nb;A tram;6 s;hailuo 2.3\nc;A 19" boat;6;hailuo 2.3\nd;"A bird; singing";8;hailuo 2.3\n`.replace(
    "Nr",
    "ID",
  );

test("bad rows are written beside their cells, and the file that is mended there makes what was missing", async () => {
  const file = await write("plan.csv", SHEET);
  const faults = join(folder, "bad.csv");
  const shell = createCapturedShell();
  expect((await loadPrompts({ file, json: false, skipInvalid: true, faults }, shell))?.count).toBe(1);
  expect(shell.err().split("\n")).toEqual([
    `The lines with errors are in ${faults}, each beside its error: correct them there, and run that file.`,
    `${file}:2: duration: is 7, allowed are the numbers 6 and 10 (seconds)`,
    "  custom_id a; and 1 more of this kind: line 5 (custom_id d)",
    expect.stringMatching(/plan\.csv:4: is not CSV: a double quote stands within a cell/),
    "3 faults; these lines are left out.",
    "",
  ]);
  const written = await readFile(faults, "utf8");
  expect(written.split("\r\n").slice(0, 2)).toEqual([
    "\u{FEFF}hailuo_fault,hailuo_line,ID,Prompt,Dauer,Modell,hailuo_original",
    '"duration: is 7, allowed are the numbers 6 and 10 (seconds)",2,a,A kite,7,hailuo 2.3,',
  ]);
  const mended = await write(
    "mended.csv",
    written.replace(",7,", ",6,").replace(",8,", ",10,").replace('19""', "19 inch"),
  );
  const again = await loadPrompts({ file: mended, json: false }, createCapturedShell());
  const items = [];
  for await (const item of itemsOf(again ?? { read: async function* () {} })()) items.push(item);
  expect(items.map(({ customId }) => customId)).toEqual(["a", "c", "d"]);
  expect([...(again?.notes.leftOut ?? [])]).toEqual([]);
});

test("nothing wrong leaves no file of faults", async () => {
  const faults = join(folder, "bad.csv");
  await loadPrompts({ file: await write("p.txt", "A kite\n"), json: false, faults }, createCapturedShell());
  await expect(readFile(faults)).rejects.toThrow("ENOENT");
});

test("what cannot be read on is refused as a whole, also where bad lines may be left out", async () => {
  const file = await write("p.json", '[{"prompt": "a"},\n{"prompt": "b}]\n');
  const shell = createCapturedShell();
  expect(await loadPrompts({ file, json: false, skipInvalid: true }, shell)).toBeUndefined();
  expect(shell.err()).toMatch(
    /p\.json:\d: is JSON that cannot be read on from there.*\n1 fault; nothing was enqueued\./,
  );
});

test("of a file in two encodings the lines in the lesser one are faults", async () => {
  const file = await write(
    "p.txt",
    Buffer.concat([
      Buffer.from("Stra\u00dfe\n", "latin1"),
      Buffer.alloc(40_000, `${"a b ".repeat(19)}end\n`),
      Buffer.from("雨夜 🎬\n"),
    ]),
  );
  const shell = createCapturedShell();
  expect((await loadPrompts({ file, json: false, skipInvalid: true }, shell))?.count).toBe(501);
  expect(shell.err()).toMatch(/^.*p\.txt:1: byte 0xDF at offset 4 is not UTF-8/);
});

test.each([
  ["after it", ["run", "FILE", "--dry-run", "--simulate"]],
  ["before it", ["run", "--dry-run", "--simulate", "FILE"]],
  ["before it, with a speed", ["run", "--simulate", "25", "FILE", "--dry-run"]],
  ["of submit", ["submit", "--dry-run", "FILE"]],
])("options of a file stand %s", async (_where, words) => {
  const file = await write("p.txt", "A kite\nA tram\n");
  const shell = createCapturedShell();
  expect([
    await runCli(
      words.map((word) => (word === "FILE" ? file : word)),
      shell,
    ),
    shell.err(),
  ]).toEqual([0, ""]);
  expect(shell.out()).toContain("2 generations of batch");
});

test("the file of faults is said to lack the good lines, when they are not made now either", async () => {
  const file = await write("plan.csv", SHEET);
  const faults = join(folder, "bad.csv");
  const shell = createCapturedShell();
  expect(await loadPrompts({ file, json: false, faults }, shell)).toBeUndefined();
  expect(shell.err()).toContain(
    "It does not hold the 1 without errors: run this file with --skip-invalid to make that one.\n",
  );
});

test("a place where no file of faults can be written is named as such", async () => {
  const file = await write("plan.csv", SHEET);
  const faults = join(folder, "none", "bad.csv");
  await expect(loadPrompts({ file, json: false, faults }, createCapturedShell())).rejects.toThrow(
    `--faults ${faults} cannot be written: its directory does not exist`,
  );
});

test("a terminal that says it has no columns gets lines of 80", async () => {
  const file = await write("p.csv", "prompt,duration\nA kite over the sea,6\n");
  const shell = createCapturedShell();
  const narrow = { ...shell, stdout: { ...shell.stdout, columns: 0 } };
  expect(await runCli(["run", file, "--dry-run"], narrow)).toBe(0);
  expect(shell.outLines()).toContain("  read as a table, cells separated by commas");
  expect(shell.outLines()).toContain("  1. A kite over the sea");
});

test("what was understood is said in lines of 80 columns, with all of its words", async () => {
  const columns = Array.from({ length: 12 }, (_, at) => `unknown column ${at}`).join(";");
  const file = await write(
    "p.csv",
    Buffer.from(`Prompt;Dauer;${columns}\nÜber ${"dem Meer ".repeat(20)};6\nEin Drachen;6\nEine Bahn;6\n`, "latin1"),
  );
  const shell = createCapturedShell();
  expect(await runCli(["run", file, "--dry-run"], shell)).toBe(0);
  const told = shell.outLines().slice(1, -4);
  expect(Math.max(...told.map(displayWidth))).toBeLessThanOrEqual(80);
  const text = told.map((line) => line.trim()).join(" ");
  expect(text).toContain("read as a table, cells separated by semicolons, Windows-1252 (Latin-1)");
  expect(text).toContain("columns: Prompt → prompt, Dauer → duration");
  expect(text).toContain("unknown column 11");
  expect(text).toContain("3 prompts, at most $0.84");
  expect(text).toMatch(/1\. Über dem Meer .*… 2\. Ein Drachen …/);
});

test("for machines it stands in the line of the dry run", async () => {
  const file = await write("p.csv", "prompt,notes\na,b\n");
  const shell = createCapturedShell();
  await runCli(["run", file, "--dry-run", "--json"], shell);
  expect(shell.json()[0]).toMatchObject({
    type: "dry_run",
    input: {
      format: "csv",
      encoding: "UTF-8",
      columns: [{ name: "prompt", field: "prompt" }],
      left_out: ["notes"],
      prompts: 1,
      cost_usd: 0.28,
    },
  });
});

test("a table comes by standard input as well", async () => {
  const shell = createCapturedShell({ stdin: "prompt\tduration\nA kite\t6 s\n" });
  expect(await runCli(["run", "-", "--dry-run"], shell)).toBe(0);
  expect(shell.out()).toContain("read as a table, cells separated by tabs");
});
