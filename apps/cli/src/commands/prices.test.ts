import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { displayWidth } from "../progress/display-text.ts";
import { runCli } from "../run-cli.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hailuo-cli-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("every price stands there with its day and source", async () => {
  const shell = createCapturedShell();
  expect(await runCli(["prices"], shell)).toBe(0);
  expect(shell.out()).toMatch(/^model +size +price +for\n/);
  expect(shell.out()).toMatch(/MiniMax-Hailuo-2.3 +768P +\$0.28 +a video of 6 s +\[1\]/);
  expect(shell.out()).toMatch(/MiniMax-H3 +any +\$0.04 +an image sent along, first 5 free/);
  expect(shell.out()).toMatch(/^\[1\] since 2026-10-08: the provider's/m);
  for (const line of shell.outLines()) expect(displayWidth(line)).toBeLessThanOrEqual(80);
});

test("prices of one's own are shown in place of the model's, with the file they are from", async () => {
  const file = join(folder, "own.json");
  await writeFile(
    file,
    JSON.stringify([{ model: "MiniMax-Hailuo-2.3", unit: "video", microUsd: 250_000, from: "2026-11-01" }]),
  );
  const shell = createCapturedShell({ env: { HAILUO_PRICES_FILE: file } });
  expect(await runCli(["prices"], shell)).toBe(0);
  expect(shell.out()).toContain(file);
  const machine = createCapturedShell({ env: { HAILUO_PRICES_FILE: file } });
  expect(await runCli(["prices", "--json"], machine)).toBe(0);
  expect(machine.json().filter((line) => line["model"] === "MiniMax-Hailuo-2.3")).toEqual([
    {
      type: "price",
      model: "MiniMax-Hailuo-2.3",
      resolution: null,
      duration: null,
      unit: "video",
      price_usd: 0.25,
      free: 0,
      from: "2026-11-01",
      source: null,
    },
  ]);
});

test("a file of prices that cannot be used exits 2 and says what is wrong with it", async () => {
  const file = join(folder, "own.json");
  await writeFile(file, JSON.stringify([{ model: "x", unit: "minute", microUsd: 1, from: "2026-11-01" }]));
  const shell = createCapturedShell({ env: { HAILUO_PRICES_FILE: file } });
  expect(await runCli(["prices"], shell)).toBe(2);
  expect(shell.err()).toMatch(/own\.json cannot be used: row 0\.unit/);
});

test("templates are shown by ids that keep all their digits", async () => {
  const shell = createCapturedShell();
  expect(await runCli(["templates"], shell)).toBe(0);
  expect(shell.out()).toMatch(/392753057216684038 +diving +1 +0/);
  const machine = createCapturedShell();
  expect(await runCli(["templates", "--json"], machine)).toBe(0);
  expect(machine.json()).toContainEqual({
    type: "template",
    template_id: "393769180141805569",
    name: "survival",
    images: 1,
    texts: 1,
  });
});
