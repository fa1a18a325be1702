import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { ScriptedFault } from "@hailuo-queue/simulator";
import { expectCleanBooks, readTasks } from "./stand/books.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { expectWholeVideo, listFiles, pagesOf, readingFrom, readResults } from "./stand/stored-videos.ts";

const TOTAL = 100;
/**
 * A slot for each: an answer that comes too late on a slow machine is a lost one, which keeps its slot, and however many
 * are lost, the others go on.
 */
const SLOTS = TOTAL;
/** Each of these surely happens, at this call of its kind; the rates below add more by chance. */
const SCRIPT: readonly ScriptedFault[] = [
  { nth: 4, fault: "createResetBeforeAccept" },
  { nth: 7, fault: "createResetAfterAccept" },
  { nth: 10, fault: "create500" },
  { nth: 13, fault: "createHangBeforeAccept" },
  { nth: 16, fault: "createHangAfterAccept" },
  { nth: 19, fault: "createTruncatedAfterAccept" },
  { nth: 22, fault: "create502Html" },
  { nth: 25, fault: "create524HtmlAfterAccept" },
  { nth: 28, fault: "create1000WithTask" },
  { nth: 31, fault: "create1002" },
  { nth: 34, fault: "taskBreaks" },
  { nth: 6, fault: "queryReset" },
  { nth: 11, fault: "queryHang" },
  { nth: 16, fault: "query502Html" },
  { nth: 21, fault: "query1002" },
  { nth: 26, fault: "queryTruncated" },
  { nth: 31, fault: "queryUnknownStatus" },
  { nth: 36, fault: "queryNotFound" },
  { nth: 3, fault: "fileReset" },
  { nth: 6, fault: "fileHang" },
  { nth: 9, fault: "fileError" },
  { nth: 12, fault: "file1002" },
  { nth: 15, fault: "linkExpired" },
  { nth: 3, fault: "downloadReset" },
  { nth: 6, fault: "downloadTruncated" },
  { nth: 9, fault: "downloadHtml" },
  { nth: 12, fault: "download500" },
];

test.each(["minimax-v1", "documented"] as const)(
  "whatever %s gets wrong, every generation ends, no video is half, and every task bought is accounted for",
  async (dialect) => {
    await using stand = await openStand({
      dialects: [dialect],
      lifetime: { fixedMs: 200, jitter: 0.5 },
      maxInFlight: SLOTS,
      faults: {
        script: SCRIPT,
        hangMs: 4000,
        create500: 0.02,
        createResetAfterAccept: 0.01,
        createResetBeforeAccept: 0.01,
        query502Html: 0.02,
        query1002: 0.02,
        downloadTruncated: 0.02,
        downloadHtml: 0.02,
        linkExpired: 0.02,
      },
    });
    const file = await stand.write("boats.jsonl", jsonLines(textPrompts(TOTAL)));
    const env = { MINIMAX_TIMEOUT_MS: "1000" };

    const words = ["run", file, "--json", "--batch", "boats", "--max-in-flight", String(SLOTS)];
    const end = await stand.run(words, { env });

    const seen = stand.simulator.stats().faults;
    expect(SCRIPT.filter(({ fault }) => (seen[fault] ?? 0) === 0)).toEqual([]);
    expect(end.code).toBe(1);
    const videos = join(stand.directory, "videos");
    const results = await readResults(videos);
    const of = (state: string): typeof results => results.filter((result) => result.state === state);
    const [succeeded, failed, unknown] = [of("succeeded"), of("failed"), of("submission_unknown")];
    expect(succeeded.length + failed.length + unknown.length).toBe(TOTAL);
    expect(end.json.at(-1)).toMatchObject({
      type: "summary",
      total: TOTAL,
      succeeded: succeeded.length,
      failed: failed.length,
      needs_attention: unknown.length,
      unfinished: 0,
    });

    // What was bought is in our records, or belongs to a generation that waits for its user; nothing else is.
    const tasks = await readTasks(stand.simulator);
    const recorded = results.map(({ task_id }) => task_id).filter((taskId) => taskId !== null);
    expect(new Set(recorded).size).toBe(recorded.length);
    expect(unknown.every(({ task_id }) => task_id === null)).toBe(true);
    const unrecorded = tasks.filter(({ id }) => !recorded.includes(id));
    expect(tasks).toHaveLength(recorded.length + unrecorded.length);
    const unknownPrompts = unknown.map(({ request }) => request["prompt"]);
    expect(unknownPrompts).toEqual(expect.arrayContaining(unrecorded.map(({ request }) => request.prompt)));
    expect(unrecorded.length).toBeGreaterThanOrEqual(4);
    expectCleanBooks(stand.simulator);

    for (const result of succeeded) await expectWholeVideo(stand.simulator, readingFrom(videos), result);
    const keys = succeeded.flatMap(({ object_key: key }) => [key, key.replace(/mp4$/, "json")]);
    expect(await listFiles(videos)).toEqual([...keys, ...pagesOf("boats")].toSorted());
    // What fails is what the provider itself failed: no download is given up for a fault that passes.
    // A task whose create's answer came too late fails for nobody.
    const failedByProvider = tasks.filter(({ id, failure }) => failure !== null && recorded.includes(id));
    expect(new Set(failed.map(({ task_id }) => task_id))).toEqual(new Set(failedByProvider.map(({ id }) => id)));

    const status = await stand.run(["status", "--json"]);
    expect(status.json.find(({ type }) => type === "overview")).toMatchObject({
      accounts: [{ slots_used: unknown.length, backlog: 0 }],
    });
  },
);
