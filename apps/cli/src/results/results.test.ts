import { expect, test } from "@jest/globals";
import { type ObjectStore, resultLine, summarizeOutcome } from "@hailuo-queue/contracts";
import picocolors from "picocolors";
import { batchOf, inOrder, recordOf } from "../__fixtures__/records.ts";
import { collectEnds } from "./collect-ends.ts";
import { writeResults } from "./results-file.ts";
import { exitCodeOf, renderSummary, summaryLine } from "./summary.ts";

const colors = picocolors.createColors(false);

test("results.jsonl has a line for each generation in the order of the batch", async () => {
  const stored: { key: string; text: string; type: string }[] = [];
  const store: Pick<ObjectStore, "put" | "uri"> = {
    uri: (key) => `file:///out/${key}`,
    async put(key, body, { contentType }) {
      let text = "";
      for await (const chunk of body) text += Buffer.from(chunk).toString("utf8");
      stored.push({ key, text, type: contentType });
      return { bytes: text.length };
    },
  };
  const records = [recordOf(0, "succeeded", { customId: "a" }), recordOf(1, "failed")];
  expect(await writeResults(store, { batchId: "spring", read: () => inOrder(records) }, () => {})).toBe(
    "file:///out/spring/results.jsonl",
  );
  expect(stored).toMatchObject([
    { key: "spring/results.jsonl", type: "application/x-ndjson" },
    { key: "spring/results.csv", type: "text/csv; charset=utf-8" },
  ]);
  expect(stored[1]?.text.split("\r\n")).toHaveLength(4);
  const lines = stored[0]?.text.trimEnd().split("\n") ?? [];
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(["gen_0", "gen_1"]);
});

test("a result names its video and its times; what is not known is null", () => {
  expect(resultLine(recordOf(0, "succeeded", { customId: "a", account: "default" }))).toEqual({
    custom_id: "a",
    id: "gen_0",
    batch: "spring",
    state: "succeeded",
    take: 1,
    earlier_takes: [],
    request: {
      model: "MiniMax-Hailuo-2.3",
      prompt: "雨夜",
      duration: 6,
      resolution: "768P",
      enable_prompt_expansion: true,
    },
    task_id: "t1",
    account: "default",
    cost_usd: null,
    object_key: "spring/gen_0.mp4",
    location: "file:///out/spring/gen_0.mp4",
    bytes: 28_400,
    sha256: "ab".repeat(32),
    width: null,
    height: null,
    duration: null,
    video_codec: null,
    audio_codec: null,
    warnings: [],
    created_at: "2026-11-22T12:00:00.000Z",
    submitted_at: null,
    accepted_at: null,
    generated_at: null,
    ended_at: "2026-11-22T12:00:09.000Z",
  });
  expect(resultLine(recordOf(1, "failed"))).toMatchObject({
    error: { code: "prompt_flagged", stage: "create" },
    location: null,
  });
});

test("only a batch that succeeded whole exits with 0", () => {
  const of = (...states: Parameters<typeof recordOf>[1][]) =>
    exitCodeOf(summarizeOutcome(batchOf(states.map((state, index) => recordOf(index, state))).counts));
  expect(of("succeeded", "succeeded")).toBe(0);
  for (const state of ["failed", "cancelled", "submission_unknown", "queued"] as const)
    expect(of("succeeded", state)).toBe(1);
});

test("the summary says why what was not started was not", () => {
  const outcome = summarizeOutcome(batchOf([recordOf(0, "succeeded"), recordOf(1, "queued")]).counts);
  const summary = {
    batchId: "spring",
    outcome,
    spentMicroUsd: 0,
    stopped: "budget",
    failures: [],
    attention: [],
  } as const;
  expect(renderSummary(summary, colors, "en")).toContainEqual(
    expect.stringContaining("1 was not started: the budget has no room"),
  );
  expect(summaryLine(summary)).toMatchObject({ unfinished: 1, stopped: "budget", spent_usd: 0 });
});

test("the summary counts videos that are not what was bought, and says what names them", async () => {
  const records = [
    recordOf(0, "succeeded", {
      video: { location: "", bytes: 1, sha256: "", warnings: ["wrong_duration", "stray_bytes"] },
    }),
    recordOf(1, "succeeded", { video: { location: "", bytes: 1, sha256: "", warnings: ["wrong_duration"] } }),
    recordOf(2, "succeeded"),
  ];
  const outcome = summarizeOutcome(batchOf(records).counts);
  const summary = { batchId: "spring", outcome, spentMicroUsd: 0, ...(await collectEnds(inOrder(records))) };
  expect(summaryLine(summary)).toMatchObject({ warnings: { wrong_duration: 2, stray_bytes: 1 } });
  const text = renderSummary(summary, colors, "en").join("\n");
  expect(text).toMatch(/2 more than a second longer or shorter .*\(wrong_duration\)\n +1 with bytes after/);
  expect(text).toContain("`hailuo results spring --warnings` names them.");
});

test("the summary groups failures, names what needs its user, and says where all is", async () => {
  const records = [
    recordOf(0, "succeeded"),
    ...[1, 2, 3, 4].map((index) => recordOf(index, "failed")),
    recordOf(5, "failed", {
      customId: "odd",
      error: { code: "too_large", stage: "download", message: "3 GB\u001b[2J" },
    }),
    recordOf(6, "submission_unknown"),
    recordOf(7, "cancelled"),
  ];
  const outcome = summarizeOutcome(batchOf(records).counts);
  const ends = await collectEnds(inOrder(records));
  const summary = {
    batchId: "spring",
    outcome,
    spentMicroUsd: 280_000,
    location: "file:///out/",
    resultsLocation: "file:///out/results.jsonl",
    ...ends,
  };
  expect(renderSummary(summary, colors, "en")).toEqual([
    "1 of 8 succeeded in file:///out/",
    "✘ 4 failed: prompt_flagged",
    "    gen_1: The prompt was refused (1026).",
    "    gen_2: The prompt was refused (1026).",
    "    gen_3: The prompt was refused (1026).",
    "    and 1 more",
    '    → Reword the prompt: `hailuo edit gen_1 --prompt "…"`, or change its line and run the file with --replace.',
    "✘ 1 failed: too_large",
    "    odd: 3 GB [2J",
    expect.stringMatching(/^ {4}→ Its reason is in `hailuo get gen_\d`/),
    "$0.28 spent, by the list prices",
    "1 cancelled",
    "! 1 may or may not have been bought: the answer of the provider was lost",
    "    gen_6",
    expect.stringContaining("never sent again"),
    "One line per generation: file:///out/results.jsonl",
    "The same as a table: results.csv beside it",
  ]);
  expect(Object.keys(summaryLine(summary)).slice(0, 6)).toEqual([
    "type",
    "total",
    "succeeded",
    "failed",
    "cancelled",
    "needs_attention",
  ]);
});
