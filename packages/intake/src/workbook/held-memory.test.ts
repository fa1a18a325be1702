import { expect, test } from "@jest/globals";
import { xlsx, zip } from "../__fixtures__/make-files.ts";
import { readItems } from "../read-items.ts";

async function readAll(content: Buffer, hold: (bytes: number) => void): Promise<number> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < content.length; at += 1000) yield content.subarray(at, at + 1000);
  }
  let count = 0;
  for await (const _entry of readItems(pieces(), { hold })) count += 1;
  return count;
}

test("a workbook tells what it is going to hold: itself, and each of its texts", async () => {
  const prompts = Array.from({ length: 500 }, (_, at) => [`A boat, number ${at}`]);
  const content = xlsx({ one: [["prompt"], ...prompts] });
  let held = 0;
  expect(await readAll(content, (bytes) => (held += bytes))).toBe(500);
  const texts = ["prompt", ...prompts.flat()].reduce((sum, text) => sum + text.length * 2 + 40, 0);
  expect(held).toBe(content.length + texts);
});

test("what has no room for it is told as its keeper says, before the texts are there", async () => {
  const full = new Error("no room");
  const texts = "<si><t>ab</t></si>".repeat(100_000);
  const bomb = zip({
    "xl/workbook.xml": `<workbook><sheets><sheet name="a" r:id="1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="1" Target="a.xml"/></Relationships>`,
    "xl/sharedStrings.xml": `<sst>${texts}</sst>`,
    "xl/a.xml": "<worksheet/>",
  });
  let left = bomb.length + 50_000;
  let asked = 0;
  const reading = readAll(bomb, (bytes) => {
    asked += 1;
    left -= bytes;
    if (left < 0) throw full;
  });
  await expect(reading).rejects.toBe(full);
  expect(asked).toBeLessThan(2500);
});
