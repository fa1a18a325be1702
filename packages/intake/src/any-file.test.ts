import { Buffer } from "node:buffer";
import { optional } from "@hailuo-queue/contracts";
import { describe, expect, test } from "@jest/globals";
import { readInput } from "./__fixtures__/read-input.ts";
import { csv, gbk, gzip, latin1, ods, type Table, utf16, xlsx, zip } from "./__fixtures__/make-files.ts";
import { formatFault } from "./input-fault.ts";
import { formatByName } from "./input-format.ts";
import { createInputNotes } from "./input-notes.ts";
import type { ReadItemsOptions } from "./read-items.ts";

const MODEL = "MiniMax-Hailuo-2.3";
const PROMPTS = ["A red kite, high up", "A tram in the rain"] as const;
const TABLE: Table = [["model", "prompt", "duration"], ...PROMPTS.map((prompt) => [MODEL, prompt, 6])];
const LINES = PROMPTS.map((prompt) => JSON.stringify({ model: MODEL, prompt })).join("\n");
const TEXT = PROMPTS.join("\n");
const WESTERN = ["Ein Drachen über der Straße", "Café à Genève"];
const CHINESE = ["一只猫在雨中奔跑", "红色的风筝在天空"];

/** A file, and the prompts that are read, or the sentence that says why none are. */
type Case = readonly [
  what: string,
  name: string,
  content: string | Uint8Array,
  wanted: readonly string[] | RegExp,
  options?: ReadItemsOptions,
];

async function readFile(name: string, content: string | Uint8Array, options: ReadItemsOptions, skipInvalid = false) {
  const bytes = Buffer.from(content as string);
  const hint = formatByName(name);
  async function* source() {
    // Odd pieces, so that no border is where it suits.
    for (let at = 0; at < bytes.length; at += 777) yield bytes.subarray(at, at + 777);
  }
  const notes = createInputNotes();
  const read = await readInput(source(), { ...optional({ hint }), notes, skipInvalid, ...options });
  return {
    ...read,
    notes,
    prompts: read.items.map(({ request }) => request.prompt),
    told: read.faults.kept.map((fault) => formatFault("f", fault)),
  };
}

function expectAll(cases: readonly Case[]): void {
  test.each(cases.map((each) => [`${each[0]} (${each[1]})`, each] as const))(
    "%s",
    async (_what, [, name, content, wanted, options = {}]) => {
      const { prompts, told } = await readFile(name, content, options);
      if (wanted instanceof RegExp)
        expect({ prompts, told: told.join("\n") }).toEqual({ prompts: [], told: expect.stringMatching(wanted) });
      else expect({ told, prompts }).toEqual({ told: [], prompts: wanted });
    },
  );
}

const json = (value: unknown, indent?: number): string => JSON.stringify(value, undefined, indent);
const objects = PROMPTS.map((prompt) => ({ model: MODEL, prompt }));

describe("tables in text", () => {
  const separators = [",", ";", "\t", "|"].flatMap((separator) =>
    ["\n", "\r\n", "\r"].flatMap((lineEnd): Case[] => [
      [`apart by ${json(separator)}, lines by ${json(lineEnd)}`, "p.csv", csv(TABLE, { separator, lineEnd }), PROMPTS],
      [`the same with every cell quoted`, "p", csv(TABLE, { separator, lineEnd, always: true }), PROMPTS],
    ]),
  );
  expectAll([
    ...separators,
    ["named .txt", "p.txt", csv(TABLE), PROMPTS],
    ["named .tsv", "p.tsv", csv(TABLE, { separator: "\t" }), PROMPTS],
    ["named .json", "p.json", csv(TABLE), PROMPTS],
    ["sep= in its first line", "p.csv", `sep=;\r\n${csv(TABLE, { separator: ";" })}`, PROMPTS],
    ["sep= that names a rare separator", "p.csv", `sep=^\n${csv(TABLE, { separator: "^" })}`, PROMPTS],
    ["a header in capitals", "p.csv", `MODEL,PROMPT\n${MODEL},a\n`, ["a"]],
    ["a header in German", "p.csv", `Modell;Prompt;Dauer (s);Auflösung\n${MODEL};a;6 s;768p\n`, ["a"]],
    ["a header in Chinese", "p.csv", `模型,提示词,时长,水印\n${MODEL},一只猫,6秒,是\n`, ["一只猫"]],
    ["a header in French", "p.csv", `Modèle;Texte;Durée\n${MODEL};a;6\n`, ["a"]],
    ["a column that nobody knows", "p.csv", `prompt,notes\na,x\n`, ["a"]],
    [
      "a column that nobody knows, when strict",
      "p.csv",
      `prompt,notes\na,x\n`,
      /columns that are not known: "notes"/,
      { isStrict: true },
    ],
    ["a slip in a column", "p.csv", `prompt,duraton\na,6\n`, /"duraton" that is not known; did you mean duration\?/],
    ["a column twice", "p.csv", `model,prompt,prompt\n${MODEL},a,b\n`, /names the column "prompt" twice/],
    [
      "two columns of one meaning",
      "p.csv",
      `prompt,Text,duration\na,b,6\n`,
      /is named twice, as "prompt" and as "Text"/,
    ],
    ["a header alone", "p.csv", "model,prompt\n", /has no prompts/],
    ["one column with its name", "p.txt", "Prompt\nA kite, high\nA tram\n", ["A kite, high", "A tram"]],
    ["one column with its Chinese name", "p", "提示词\n一只猫\n", ["一只猫"]],
    ["a title above its header", "p.csv", `My prompts,,\n\nmodel,prompt,duration\n${MODEL},a,6\n`, ["a"]],
    [
      "a row above its header that is no title",
      "p.csv",
      `a,b,c\nmodel,prompt,duration\n${MODEL},a,6\n`,
      /row 1 above it is no title/,
    ],
    ["its header again within it", "p.csv", `model,prompt\n${MODEL},a\nmodel,prompt\n${MODEL},b\n`, ["a", "b"]],
    ["empty cells at the end of rows", "p.csv", `model,prompt,,,\n${MODEL},a,,,\n`, ["a"]],
    ["rows of separators alone", "p.csv", `model,prompt\n${MODEL},a\n,\n,\n`, ["a"]],
    ["blanks around quotes", "p.csv", `model, prompt, duration\n${MODEL}, "A kite, high" , 6\n`, ["A kite, high"]],
    ["line ends in a cell", "p.csv", `model,prompt\n${MODEL},"a\r\nb"\r\n`, ["a\nb"]],
    ["units in cells", "p.csv", `model,prompt,duration,resolution,watermark\nhailuo 2.3,a,6 s,1080p,TRUE\n`, ["a"]],
    ["ratios that a spreadsheet took for times", "p.csv", `model,prompt,ratio\nH3,a,16:09\nH3,b,9:16:00\n`, ["a", "b"]],
    ["no header, with models in it", "p.csv", `${MODEL},A kite,6\n${MODEL},A tram,6\n`, /header/],
    ["no header, apart by tabs", "p.txt", "A kite\t6\nA tram\t10\n", /looks like a table \(cells separated by tabs\)/],
    ["no header, apart by bars", "p.txt", "A kite|6|768P\nA tram|6|768P\n", /looks like a table/],
    ["no header, apart by semicolons", "p.txt", "1;kite;red\n2;tram;blue\n", /looks like a table/],
    ["no header, words apart by commas", "p.txt", "kite,tram,boat\nred,blue,green\n", /looks like a table/],
    ["headers that mean nothing here", "p.csv", "title,year\nKite,1999\n", /header/],
    ["quoted cells without a header", "p.txt", '"A cat","A dog"\n"A bird","A fish"\n', /looks like a table/],
    ["quoted prompts without a header, named .csv", "p.csv", '"A cat, high"\n"A dog"\n', /header/],
    [
      "a cell under no name, when strict",
      "p.csv",
      "prompt,,duration\na,zzz,6\n",
      /column 2, which has no name/,
      { isStrict: true },
    ],
    [
      "errors of a spreadsheet and words for nothing",
      "p.csv",
      "prompt,duration\n#REF!,6\nnan,6\nNone,6\n",
      /(?:where a value is missing[\s\S]*){3}/,
    ],
    [
      "an empty cell under model",
      "p.csv",
      "model,prompt\n,a\n",
      /model: is missing.*--model NAME is taken where a line or cell names none/,
    ],
    [
      "an empty cell under model, with a model for those",
      "p.csv",
      "model,prompt\n,a\n",
      ["a"],
      { defaults: { model: MODEL } },
    ],
    [
      "quotes within cells between tabs",
      "p.tsv",
      `model\tprompt\n${MODEL}\tA 19" screen\n${MODEL}\tthe "old" town\n`,
      ['A 19" screen', 'the "old" town'],
    ],
    ["quoted cells between tabs", "p.tsv", `model\tprompt\n${MODEL}\t"A ""19"" screen"\n`, ['A "19" screen']],
    [
      "text behind a closing quote between tabs",
      "p.tsv",
      `model\tprompt\n${MODEL}\t"Run" he says\n`,
      /double quote stands within a cell/,
    ],
    [
      "what a spreadsheet would compute, guarded",
      "p.csv",
      `prompt,duration\n'=1+1,6\n"'-a, b",6\n'plain,6\n`,
      ["=1+1", "-a, b", "'plain"],
    ],
    ["a Markdown table", "p.txt", "| prompt | model |\n|---|---|\n| a | b |\n", /Markdown table|header/],
    [
      "101 columns",
      "p.csv",
      `${["prompt", ...Array.from({ length: 100 }, (_, at) => `c${at}`)].join(",")}\na\n`,
      /101 columns, allowed are 100/,
    ],
  ]);
});

describe("JSON", () => {
  expectAll([
    ["lines", "p.jsonl", LINES, PROMPTS],
    ["lines, named .txt", "p.txt", LINES, PROMPTS],
    ["lines, named .csv", "p.csv", LINES, PROMPTS],
    ["lines with CRLF and blank ones", "p", `${LINES.replace("\n", "\r\n\r\n")}\r\n`, PROMPTS],
    ["lines that begin with byte order marks", "p.jsonl", `\u{FEFF}${LINES.replace("\n", "\n\u{FEFF}")}`, PROMPTS],
    ["lines of texts", "p.jsonl", PROMPTS.map((prompt) => json(prompt)).join("\n"), PROMPTS],
    [
      "objects without a model",
      "p.jsonl",
      `${json({ prompt: "a" })}\n`,
      /model: is missing.*--model NAME is taken where/,
    ],
    [
      "lines of texts, with a model",
      "p.jsonl",
      PROMPTS.map((prompt) => json(prompt)).join("\n"),
      PROMPTS,
      { defaults: { model: MODEL } },
    ],
    ["one line", "p.json", json(objects[0]), [PROMPTS[0]]],
    ["a list on one line", "p.json", json(objects), PROMPTS],
    ["a list over many lines", "p.json", json(objects, 2), PROMPTS],
    ["a list over many lines, named .txt", "p.txt", json(objects, 4), PROMPTS],
    ["a list with one object a line", "p.json", `[\n${objects.map((each) => json(each)).join(",\n")}\n]`, PROMPTS],
    ["a list of texts", "p.json", json(PROMPTS), PROMPTS],
    ["a list of texts over many lines", "p", json(PROMPTS, 2), PROMPTS],
    [
      "a list with tabs and CR alone",
      "p.json",
      json(objects, 2).replaceAll("\n", "\r").replaceAll("  ", "\t"),
      PROMPTS,
    ],
    ["an object that holds the list", "p.json", json({ prompts: objects }), PROMPTS],
    ["an object that holds the list, over many lines", "p.json", json({ prompts: objects }, 2), PROMPTS],
    [
      "an object that holds a list of texts and a model",
      "p.json",
      json({ model: "hailuo 02", prompts: PROMPTS }, 2),
      PROMPTS,
    ],
    [
      "an object with a model behind its list",
      "p.json",
      json({ prompts: PROMPTS, model: MODEL }),
      /"model" after its list/,
    ],
    [
      "an object with other things beside its list",
      "p.json",
      json({ version: 1, meta: { items: [1] }, prompts: PROMPTS, more: [1, 2] }),
      PROMPTS,
    ],
    ["one object over many lines", "p.json", json(objects[0], 2), [PROMPTS[0]]],
    [
      "objects over many lines, one behind the other",
      "p.json",
      objects.map((each) => json(each, 2)).join("\n"),
      PROMPTS,
    ],
    ["keys that nobody knows", "p.json", json([{ prompt: "a", object_1: "boat", d_1: "left" }]), ["a"]],
    [
      "keys that nobody knows, when strict",
      "p.json",
      json([{ prompt: "a", object_1: "boat" }]),
      /object_1: is not a known field/,
      { isStrict: true },
    ],
    ["a key twice", "p.jsonl", `{"prompt": "a", "prompt": "b"}`, /has the name "prompt" twice/],
    ["two keys of one meaning", "p.jsonl", json({ model: MODEL, prompt: "a", Text: "b" }), /is named twice/],
    [
      "null, empty texts and empty lists",
      "p.jsonl",
      json({
        model: MODEL,
        prompt: "a",
        image_url: null,
        last_frame_image: "",
        duration: null,
        subject_reference: [],
        resolution: "",
      }),
      ["a"],
    ],
    [
      "lines of an OpenAI batch",
      "p.jsonl",
      json({
        custom_id: "a",
        method: "POST",
        url: "/v1/videos",
        body: { model: MODEL, prompt: "a", seconds: "6", size: "1920x1080" },
      }),
      ["a"],
    ],
    ["an empty list", "p.json", "[]", /has no prompts/],
    ["a list that ends too early", "p.json", json(objects, 2).slice(0, -20), /ends too early/],
    [
      "a list whose brackets do not match",
      "p.json",
      `[{"prompt": "a"}},\n{"prompt": "b"}]`,
      /cannot be read on from there: "}" closes nothing/,
    ],
    [
      "a text that is not closed",
      "p.json",
      `[{"prompt": "a},\n{"prompt": "b"}]`,
      /a text is not closed on its line; about 1 lines? after it/,
    ],
    ["a list of numbers", "p.json", "[1, 2, 3]", /is 1, must be an object/],
    ["a list of lists", "p.json", `[["a", 6], ["b", 6]]`, /must be an object/],
    [
      "prompts that begin with a camera move",
      "p.txt",
      "[Pan left] A kite\n[Truck left, Pan right] A tram\n",
      ["[Pan left] A kite", "[Truck left, Pan right] A tram"],
    ],
    ["prompts that begin with a number in brackets", "p.txt", "[1] A kite\n[2] A tram\n", ["[1] A kite", "[2] A tram"]],
    ["a name that promises JSON, and prose", "p.jsonl", TEXT, /is named as JSON/],
  ]);
});

describe("workbooks", () => {
  const second: Table = [["prompt"], ["second"]];
  expectAll([
    ["XLSX", "p.xlsx", xlsx({ Sheet1: TABLE }), PROMPTS],
    ["XLSX with texts in its cells", "p.xlsx", xlsx({ Sheet1: TABLE }, { inline: true }), PROMPTS],
    ["XLSX under another name", "p.csv", xlsx({ Sheet1: TABLE }), PROMPTS],
    ["ODS", "p.ods", ods({ Tabelle1: TABLE }), PROMPTS],
    ["XLSX, gzipped", "p.xlsx.gz", gzip(xlsx({ Sheet1: TABLE })), PROMPTS],
    ["the first sheet of two", "p.xlsx", xlsx({ One: TABLE, Two: second }), PROMPTS],
    ["a sheet by its name", "p.xlsx", xlsx({ One: TABLE, Two: second }), ["second"], { sheet: "two" }],
    ["a sheet by its number", "p.ods", ods({ One: TABLE, Two: second }), ["second"], { sheet: "2" }],
    [
      "a sheet that is not there",
      "p.xlsx",
      xlsx({ One: TABLE, Two: second }),
      /no sheet "Three"; its sheets are "One", "Two"/,
      { sheet: "Three" },
    ],
    [
      "a first sheet without a header",
      "p.xlsx",
      xlsx({ Read: [["Notes"], ["x"]], Prompts: TABLE }),
      /this is the sheet "Read" of "Read", "Prompts"/,
    ],
    ["a title above the header", "p.xlsx", xlsx({ A: [["My prompts"], [], ...TABLE] }), PROMPTS],
    [
      "numbers, truths and units",
      "p.xlsx",
      xlsx({
        A: [
          ["Model", "提示词", "Duration (s)", "Resolution", "Watermark"],
          ["Hailuo 2.3", "a", 6, 1080, true],
          ["Hailuo 2.3", "b", "6s", "1080p", "no"],
        ],
      }),
      ["a", "b"],
    ],
    [
      "truths in ODS",
      "p.ods",
      ods({
        A: [
          ["prompt", "watermark", "duration"],
          ["a", true, 10],
        ],
      }),
      ["a"],
    ],
    [
      "a ratio that is a time",
      "p.xlsx",
      xlsx({
        A: [
          ["model", "prompt", "ratio"],
          ["H3", "a", (16 * 60 + 9) / 1440],
        ],
      }),
      ["a"],
    ],
    ["line ends in a cell", "p.xlsx", xlsx({ A: [["prompt"], ["a\nb"]] }), ["a\nb"]],
    ["line ends in a cell of ODS", "p.ods", ods({ A: [["prompt"], ["a\nb"]] }), ["a\nb"]],
    ["a sheet without rows", "p.xlsx", xlsx({ A: [] }), /has no prompts/],
    ["an XLSX that was cut", "p.xlsx", xlsx({ A: TABLE }).subarray(0, 900), /damaged or ends too early/],
    ["a Word document", "p.docx", zip({ "word/document.xml": "<a/>" }), /is a Word document/],
    ["a zip archive", "p.zip", zip({ "prompts.txt": TEXT }), /is a zip archive; take the file of prompts out of it/],
    ["an old Excel file", "p.xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), /old Excel/],
    ["a binary Excel file", "p.xlsb", zip({ "xl/workbook.bin": "x" }), /\.xlsb/],
    ["a control character in a cell", "p.xlsx", xlsx({ A: [["prompt"], ["a\u0001b"]] }), /control character U\+0001/],
    ["a name that promises a workbook, and prose", "p.xlsx", TEXT, /is named as a workbook but is text/],
  ]);
});

describe("encodings and packing", () => {
  const wide = [true, false].flatMap((bigEndian) =>
    [true, false].flatMap((mark): Case[] => [
      [`UTF-16, big end first ${bigEndian}, mark ${mark}: text`, "p.txt", utf16(TEXT, { bigEndian, mark }), PROMPTS],
      [
        `UTF-16, big end first ${bigEndian}, mark ${mark}: a table in tabs`,
        "p.txt",
        utf16(csv(TABLE, { separator: "\t", lineEnd: "\r\n" }), { bigEndian, mark }),
        PROMPTS,
      ],
      [
        `UTF-16, big end first ${bigEndian}, mark ${mark}: Chinese in JSON`,
        "p.jsonl",
        utf16(CHINESE.map((prompt) => json({ model: MODEL, prompt })).join("\n"), { bigEndian, mark }),
        CHINESE,
      ],
    ]),
  );
  expectAll([
    ...wide,
    ["UTF-8 with a mark", "p.csv", `\u{FEFF}${csv(TABLE)}`, PROMPTS],
    ["Latin-1 text", "p.txt", latin1(WESTERN.join("\n")), WESTERN],
    [
      "Latin-1 CSV of Excel",
      "p.csv",
      latin1(
        csv([["Modell", "Prompt", "Dauer"], ...WESTERN.map((prompt) => [MODEL, prompt, "6"])], {
          separator: ";",
          lineEnd: "\r\n",
        }),
      ),
      WESTERN,
    ],
    ["Latin-1 JSON", "p.jsonl", latin1(WESTERN.map((prompt) => json({ model: MODEL, prompt })).join("\n")), WESTERN],
    [
      "typographic signs of Windows-1252",
      "p.txt",
      Buffer.concat([
        latin1("The cat"),
        Buffer.from([0x92]),
        latin1("s "),
        Buffer.from([0x93]),
        latin1("hat"),
        Buffer.from([0x94]),
      ]),
      ["The cat’s “hat”"],
    ],
    ["GBK text", "p.txt", gbk(CHINESE.join("\n")), CHINESE],
    [
      "GBK CSV of Excel",
      "p.csv",
      gbk(csv([["模型", "提示词"], ...CHINESE.map((prompt) => [MODEL, prompt])], { lineEnd: "\r\n" })),
      CHINESE,
    ],
    ["GBK in JSON", "p.json", gbk(json(CHINESE.map((prompt) => ({ model: MODEL, prompt })))), CHINESE],
    [
      "Cyrillic in Windows-1251",
      "p.txt",
      Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x20, 0xec, 0xe8, 0xf0]),
      /could be Windows-1252 \(Latin-1\) or GBK/,
    ],
    [
      "Mac Roman",
      "p.txt",
      Buffer.concat([latin1("caf"), Buffer.from([0x8e]), latin1(" noir")]),
      /could be Windows-1252 \(Latin-1\) or GBK/,
    ],
    ["Mac Roman, when it is said to be something", "p.txt", latin1("café"), ["café"], { encoding: "windows-1252" }],
    [
      "Shift-JIS",
      "p.txt",
      Buffer.from([0x83, 0x4c, 0x83, 0x62, 0x83, 0x67, 0x82, 0xcc]),
      /could be Windows-1252 \(Latin-1\) or GBK/,
    ],
    ["characters of GBK that are UTF-8 as well", "p.txt", gbk("一只猫"), /could be Windows-1252 \(Latin-1\) or GBK/],
    [
      "Latin-1 first and UTF-8 behind it",
      "p.txt",
      Buffer.concat([latin1("Straße\n"), Buffer.alloc(40_000, "a b\n"), Buffer.from("🎬\n")]),
      /in Windows-1252 \(Latin-1\) and in UTF-8/,
    ],
    ["UTF-32", "p.txt", Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), /UTF-32/],
    ["gzipped lines", "p.jsonl.gz", gzip(LINES), PROMPTS],
    ["gzipped text under a plain name", "p.txt", gzip(TEXT), PROMPTS],
    ["gzipped CSV", "p.csv.gz", gzip(csv(TABLE, { separator: ";" })), PROMPTS],
    ["gzipped GBK", "p.txt.gz", gzip(gbk(CHINESE.join("\n"))), CHINESE],
    ["gzip within gzip", "p.gz", gzip(gzip(TEXT)), /gzip within gzip/],
    ["gzip that was cut", "p.gz", gzip(TEXT).subarray(0, 30), /cannot be unpacked/],
    ["a bomb of gzip", "p.gz", gzip(Buffer.alloc(40_000_000, "\n")), /expands to more than 200 times its size/],
    [
      "a bomb in a workbook",
      "p.xlsx",
      zip({ "xl/workbook.xml": Buffer.alloc(300_000_000, " ") }),
      /expands to more than 256 MiB/,
    ],
    [
      "an entity bomb in a workbook",
      "p.xlsx",
      zip({ "xl/workbook.xml": `<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><workbook>&c;</workbook>` }),
      /damaged/,
    ],
    [
      "a workbook of elements that are never closed",
      "p.xlsx",
      zip({ "xl/workbook.xml": `<workbook>${"<a>".repeat(1_000_000)}` }),
      /nests its XML more than 64 levels deep/,
    ],
    ["a workbook whose first sheet is named by the last of 10,001 relationships", "p.xlsx", related(10_001), ["A cat"]],
    [
      "a workbook whose sheets have names of 60,000 letters",
      "p.xlsx",
      zip({
        "xl/workbook.xml": `<workbook><sheets>${`<sheet name="${"a".repeat(60_000)}" id="1"/>`.repeat(20)}</sheets></workbook>`,
      }),
      /a sheet whose name has more than 1000 characters/,
    ],
    [
      "the same of OpenDocument",
      "p.ods",
      zip({ mimetype: "", "content.xml": `<a>${`<table table:name="${"a".repeat(60_000)}"/>`.repeat(20)}</a>` }),
      /a sheet whose name has more than 1000 characters/,
    ],
    [
      "a workbook with an element of a million attributes",
      "p.ods",
      zip({
        mimetype: "",
        "content.xml": `<a ${Array.from({ length: 1_000_000 }, (_, at) => `a${at}=""`).join(" ")}/>`,
      }),
      /an element with more than 256 attributes/,
    ],
  ]);
});

/** What leads to its sheet stands behind many things that do not. */
function related(count: number): Buffer {
  const others = Array.from({ length: count }, (_, at) => `<Relationship Id="x${at}" Target="no.xml"/>`);
  const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const rows = [
    ["model", "prompt"],
    [MODEL, "A cat"],
  ].map((row) => `<row>${row.map(cell).join("")}</row>`);
  return zip({
    "xl/workbook.xml": `<workbook><sheets><sheet name="one" r:id="own"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${others.join("")}<Relationship Id="own" Target="one.xml"/></Relationships>`,
    "xl/one.xml": `<worksheet><sheetData>${rows.join("")}</sheetData></worksheet>`,
  });
}

describe("text, and what is no list of prompts", () => {
  expectAll([
    ["lines", "p.txt", TEXT, PROMPTS],
    ["lines without a name", "p", TEXT, PROMPTS],
    ["CR alone", "p.txt", `${PROMPTS.join("\r")}\r`, PROMPTS],
    ["CRLF and blank lines", "p.txt", `${PROMPTS.join("\r\n\r\n")}\r\n`, PROMPTS],
    [
      "one prompt with commas",
      "p.txt",
      "A cat, a dog, and a bird; all of them sing",
      ["A cat, a dog, and a bird; all of them sing"],
    ],
    [
      "prose with commas in every line",
      "p.txt",
      "A red kite, high up\nA tram, in the rain\n",
      ["A red kite, high up", "A tram, in the rain"],
    ],
    [
      "prose with semicolons",
      "p.txt",
      "A kite; it is red\nA tram; it rains\n",
      ["A kite; it is red", "A tram; it rains"],
    ],
    [
      "prose that begins with a word of ours",
      "p.txt",
      "Text on a wall, slowly fading\nA model walks, smiling at us\nA tram\n",
      ["Text on a wall, slowly fading", "A model walks, smiling at us", "A tram"],
    ],
    ["speech in quotes", "p.txt", '"Run!" shouts the man\nA tram\n', ['"Run!" shouts the man', "A tram"]],
    [
      "prompts with a colon",
      "p.txt",
      "Close-up: a kite\nWide shot: a tram\n",
      ["Close-up: a kite", "Wide shot: a tram"],
    ],
    ["a list with numbers", "p.txt", "1. A kite\n2. A tram\n\n3. A boat\n", ["A kite", "A tram", "A boat"]],
    ["a list with numbers in brackets", "p.txt", "1) A kite\n(2) A tram\n", ["A kite", "A tram"]],
    ["a list with Chinese numbers", "p.txt", "1、一只猫\n2、一只狗\n", ["一只猫", "一只狗"]],
    ["a list with 1 before each", "p.txt", "1. A kite\n1. A tram\n", ["A kite", "A tram"]],
    ["a list with gaps", "p.txt", "1. A kite\n3. A tram\n", ["A kite", "A tram"]],
    ["a list with bullets", "p.txt", "- A kite\n- A tram\n", ["A kite", "A tram"]],
    ["a list with other bullets", "p.txt", "• A kite\n  • A tram\n", ["A kite", "A tram"]],
    [
      "a list that the caller says is prompts",
      "p.txt",
      "- A kite\n- A tram\n",
      ["- A kite", "- A tram"],
      { format: "text" },
    ],
    [
      "bullets under headings",
      "p.txt",
      "Morning\n- A kite\n- A tram\n",
      /bullets before some of its lines, and none before "Morning"/,
    ],
    [
      "numbers with lines that go on",
      "p.txt",
      "1. A kite\nhigh up\n2. A tram\n",
      /numbers before some of its lines, and none before "high up"/,
    ],
    [
      "a long list with a bare line far below",
      "p.txt",
      `${"- A kite\n".repeat(200)}A tram\n`,
      /f:201: has no bullet before it/,
      {},
    ],
    ["one line with a bullet", "p.txt", "- A kite\n", ["- A kite"]],
    [
      "dates before texts",
      "p.txt",
      "3. Oktober in Berlin\n4. Juli in Boston\n",
      ["3. Oktober in Berlin", "4. Juli in Boston"],
    ],
    ["sizes before texts", "p.txt", "2 cats\n1.5 m of snow\n", ["2 cats", "1.5 m of snow"]],
    ["one number among lines", "p.txt", "A kite\n1. A tram\n", ["A kite", "1. A tram"]],
    ["zeros behind the end", "p.txt", Buffer.concat([Buffer.from(`${TEXT}\n`), Buffer.alloc(4000)]), PROMPTS],
    [
      "zeros behind the last line",
      "p.csv",
      Buffer.concat([Buffer.from(csv(TABLE).trimEnd()), Buffer.alloc(9)]),
      PROMPTS,
    ],
    [
      "zeros behind a long text",
      "p.txt",
      Buffer.concat([Buffer.from("A kite\n".repeat(30_000)), Buffer.alloc(100_000)]),
      Array.from({ length: 30_000 }, () => "A kite"),
    ],
    ["zeros behind JSON", "p.json", Buffer.concat([Buffer.from(json(objects)), Buffer.alloc(99)]), PROMPTS],
    [
      "zeros between lines",
      "p.txt",
      Buffer.concat([Buffer.from("A kite\n"), Buffer.alloc(5), Buffer.from("A tram\n")]),
      /control character U\+0000/,
    ],
    ["zeros alone", "p.txt", Buffer.alloc(300), /has no prompts/],
    [
      "Git LFS pointer",
      "p.jsonl",
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
      /Git LFS pointer/,
    ],
    ["HTML page", "p.txt", "<!DOCTYPE html>\n<html><body>Please sign in</body></html>\n", /HTML page/],
    ["HTML without its head", "p.txt", "<div>\n<p>A kite</p>\n</div>\n", /markup/],
    ["XML", "p.txt", '<?xml version="1.0"?>\n<a>kite</a>\n', /XML/],
    ["an answer with its headers", "p.txt", "HTTP/1.1 403 Forbidden\ncontent-type: text/html\n\nno\n", /HTTP answer/],
    ["YAML", "p.txt", "- prompt: a kite\n  duration: 6\n- prompt: a tram\n", /YAML/],
    ["YAML with its mark", "p.txt", "---\nprompts:\n  - a kite\n", /YAML/],
    ["TOML", "p.txt", 'model = "x"\nprompt = "a kite"\n', /settings/],
    ["settings with a section", "p.ini", "[prompts]\na=A kite\n", /settings/],
    ["a log", "p.log", "2026-01-01T00:00:00Z started\n2026-01-01T00:00:01Z done\n", /log/],
    ["SQL", "p.sql", "INSERT INTO prompts VALUES ('a');\n", /SQL/],
    ["an error that was saved", "p.txt", "404: Not Found", /error message/],
    ["markup within prose", "p.txt", "A cat\n<p>A dog</p>\nA bird\nA fish\n", /markup/],
    ["Markdown", "p.txt", "# Prompts\n\n- a kite\n- a tram\n", /Markdown/],
    ["Python dictionaries", "p.txt", "{'prompt': 'a kite'}\n{'prompt': 'b kite'}\n", /Python's own notation/],
    [
      "server-sent events",
      "p.txt",
      'data: {"prompt":"a kite"}\n\ndata: {"prompt":"b kite"}\n\ndata: [DONE]\n',
      /server-sent events/,
    ],
    ["named server-sent events", "p.txt", 'event: message\ndata: {"prompt":"a kite"}\n', /server-sent events/],
    ["a data URL", "p.txt", "data:image/png;base64,iVBORw0KGgo=\n", /data URL/],
    ["UTF-7", "p.txt", "+/v8-A kite\nA tram\n", /UTF-7/],
    ["a Git conflict", "p.txt", "A kite\n<<<<<<< HEAD\nA tram\n=======\nA boat\n>>>>>>> other\n", /Git conflict/],
    ["a line of nothing that is seen", "p.txt", "A kite\n\u200b\nA tram\n", /no visible characters/],
    ["subtitles", "p.txt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n", /subtitles/],
    ["a script", "p.txt", "#!/bin/sh\necho hi\n", /script/],
    ["a private key", "p.txt", "-----BEGIN PRIVATE KEY-----\nMIIE\n", /key or certificate/],
    ["RTF", "p.txt", "{\\rtf1\\ansi A kite}", /RTF/],
    ["PDF", "p.txt", "%PDF-1.7\n1 0 obj\n", /PDF/],
    ["a picture", "p.txt", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), /PNG/],
    ["a video", "p.txt", Buffer.from("\u0000\u0000\u0000\u0018ftypmp42"), /video/],
    ["Parquet", "p.parquet", Buffer.from("PAR1xxxx"), /Parquet/],
    ["SQLite", "p.db", Buffer.from("SQLite format 3\u0000"), /SQLite/],
    ["bytes of nothing known", "p.bin", Buffer.from(Array.from({ length: 400 }, (_, at) => (at * 7) % 32)), /binary/],
    ["a NUL in a line", "p.txt", "A red\u0000kite\n", /control character U\+0000/],
    ["an escape sequence in a line", "p.txt", "A \u001b[31mred kite\n", /control character U\+001B/],
    ["HTML that the caller says is prompts", "p.txt", "<b>A kite</b>\n", ["<b>A kite</b>"], { format: "text" }],
    ["a table that the caller says is prompts", "p.txt", "a\tb\nc\td\n", ["a\tb", "c\td"], { format: "text" }],
    ["nothing", "p.txt", "", /has no prompts/],
    ["blank lines", "p.csv", "\n \r\n\t\n", /has no prompts/],
  ]);
});

describe("one bad row is one bad row", () => {
  const rows = (bad: string): string =>
    `custom_id,model,prompt\n${Array.from({ length: 100 }, (_, at) => (at === 59 ? bad : `r${at + 1},${MODEL},Scene ${at + 1}`)).join("\n")}\n`;
  test.each([
    ["a quote within a cell", `r60,${MODEL},A 19" screen`, /^f:61: is not CSV: a double quote stands within a cell/],
    [
      "a quote that is never closed",
      `r60,${MODEL},"A screen`,
      /^f:61: is not CSV: a double quote is opened and never closed/,
    ],
    ["too many cells", `r60,${MODEL},A screen, a table`, /^f:61: has 4 cells, the header has 3/],
    ["a wrong value", `r60,Hailuo-9,A screen`, /^f:61: model: is "Hailuo-9"/],
    ["text behind a closing quote", `r60,${MODEL},"A" screen`, /^f:61: is not CSV/],
  ])("%s", async (_what, bad, sentence) => {
    const { prompts, told } = await readFile("p.csv", rows(bad), {}, true);
    expect(told).toEqual([expect.stringMatching(sentence)]);
    expect(prompts).toEqual(
      Array.from({ length: 100 }, (_, at) => `Scene ${at + 1}`).filter((_prompt, at) => at !== 59),
    );
  });

  test("a quote that is never closed before rows with quotes loses its own row", async () => {
    const { prompts, told } = await readFile(
      "p.csv",
      `model,prompt\n${MODEL},"a\n${MODEL},"b, c"\n${MODEL},d\n`,
      {},
      true,
    );
    expect([prompts, told.length]).toEqual([["b, c", "d"], 1]);
  });

  test("lines behind such a quote that are no rows are never prompts", async () => {
    const { prompts, told } = await readFile("p.csv", `prompt\n"a\nb\nc\n`, {}, true);
    expect(prompts).toEqual([]);
    expect(told).toHaveLength(3);
  });
});

test("what was understood is noted: format, separator, sheet, columns, what was left out, encoding", async () => {
  const { notes } = await readFile(
    "p.csv",
    gzip(latin1("Prompt;Dauer;Größe;Anmerkung\nEin Drachen über allem;6;;x\n")),
    {},
  );
  expect(notes).toMatchObject({
    format: "csv",
    isGzip: true,
    encoding: "windows-1252",
    separator: ";",
    columns: [
      { name: "Prompt", field: "prompt" },
      { name: "Dauer", field: "duration" },
    ],
    defaultModel: MODEL,
  });
  expect([...notes.leftOut]).toEqual(["Größe", "Anmerkung"]);
  const workbook = await readFile("p.xlsx", xlsx({ Plan: [["t"], ...TABLE], Other: [] }), {});
  expect(workbook.notes).toMatchObject({ format: "xlsx", sheet: "Plan", sheets: ["Plan", "Other"], headerRow: 2 });
});
