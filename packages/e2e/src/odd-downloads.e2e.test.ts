import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { ScriptedFault } from "@hailuo-queue/simulator";
import { expectCleanBooks } from "./stand/books.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { readResults } from "./stand/stored-videos.ts";

/**
 * Each download meets one of them: whole videos that only their bytes make good, then ones that are not what was
 * bought.
 */
const FAULTS = [
  "downloadGzip",
  "downloadOddEncoding",
  "download206",
  "downloadRedirects",
  "downloadPadded",
  "downloadOtherSize",
  "downloadShort",
  "downloadNoPicture",
] as const;
const SCRIPT: readonly ScriptedFault[] = FAULTS.map((fault, index) => ({ nth: index + 1, fault }));

test("whole videos are stored whatever their headers say, and those that are not what was bought are told, counted and filtered", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"], faults: { script: SCRIPT } });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(FAULTS.length)));
  const end = await stand.start(["run", file, "--json", "--batch", "boats"]).ended;
  expect(end.code).toBe(0);
  const told = { wrong_resolution: 1, wrong_duration: 1, no_video_track: 1, stray_bytes: 1 };
  expect(JSON.parse(end.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
    succeeded: FAULTS.length,
    warnings: told,
  });

  const results = await readResults(join(stand.directory, "videos"));
  expect(results.flatMap(({ warnings }) => warnings).toSorted()).toEqual(Object.keys(told).toSorted());
  const usual = results.filter(({ warnings }) => warnings.length === 0);
  for (const line of usual) expect(line).toMatchObject({ width: 1366, height: 768, duration: 6, audio_codec: null });
  expect(usual[0]?.video_codec).toMatch(/^avc1\./);
  expect(results.find(({ warnings }) => warnings.includes("wrong_resolution"))).toMatchObject({
    width: 854,
    height: 480,
  });
  expect(results.find(({ warnings }) => warnings.includes("wrong_duration"))).toMatchObject({ duration: 3 });
  expect(results.find(({ warnings }) => warnings.includes("no_video_track"))).toMatchObject({
    width: null,
    video_codec: null,
  });

  const status = await stand.run(["status", "boats", "--json"]);
  expect(status.json[0]).toMatchObject({ batch: "boats", warned: Object.keys(told).length });

  expect(stand.simulator.stats().faults).toEqual(Object.fromEntries(FAULTS.map((fault) => [fault, 1])));
  expectCleanBooks(stand.simulator);
});
