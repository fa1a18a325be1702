import { expect, test } from "@jest/globals";
import { DownloadError, type DownloadFault, type GenerationRecord, type ProviderFile } from "@hailuo-queue/contracts";
import { DEFAULT_SETTINGS } from "../settings.ts";
import { createDownloadHandler } from "./handle-download.ts";

const FIRST = "https://cdn.example/first.mp4";
const SECOND = "https://backup.example/second.mp4";

/** One generation whose video is to be fetched from a file with these links; those of `broken` fail in that way. */
function openWorld(file: ProviderFile, broken: Readonly<Record<string, DownloadFault>>) {
  const tried: string[] = [];
  const states: string[] = [];
  const record = {
    id: "g",
    state: "downloading",
    batchId: "b",
    objectKey: "b/g.mp4",
    run: 1,
    fileId: "f",
    request: {},
    createdAt: 0,
    pollCount: 1,
  };
  const parts = {
    ledger: {
      get: async () => record as unknown as GenerationRecord,
      transition: async (_id: string, { to }: { readonly to: string }) => {
        states.push(to);
        return { applied: true };
      },
    },
    provider: { getFile: async () => file },
    archive: {
      save: async ({ downloadUrl }: { readonly downloadUrl: string }) => {
        tried.push(downloadUrl);
        const fault = broken[downloadUrl];
        if (fault !== undefined) throw new DownloadError(fault, fault);
        return { location: "file:///b/g.mp4", bytes: 1, sha256: "0" };
      },
      saveSidecar: async () => undefined,
    },
    budget: { take: async () => undefined, answered: async () => undefined },
    settings: DEFAULT_SETTINGS,
    clock: { now: () => 0 },
    random: () => 0,
    reporter: { ended: () => undefined },
  } as unknown as Parameters<typeof createDownloadHandler>[0];
  const job = { generationId: "g", run: 1 } as Parameters<ReturnType<typeof createDownloadHandler>>[0]["job"];
  const handle = () => createDownloadHandler(parts)({ job, attemptsMade: 0, signal: new AbortController().signal });
  return { handle, tried, states };
}

test.each<DownloadFault>(["link_expired", "link_refused", "interrupted", "not_a_video"])(
  "a video that its link does not give (%s) is fetched from the second link in the same attempt",
  async (fault) => {
    const { handle, tried, states } = openWorld({ downloadUrl: FIRST, backupUrl: SECOND }, { [FIRST]: fault });
    expect(await handle()).toEqual({ type: "done" });
    expect([tried, states]).toEqual([[FIRST, SECOND], ["succeeded"]]);
  },
);

test.each<DownloadFault>(["storage", "too_large", "untrusted_url"])(
  "what the link is not to blame for (%s) is not tried elsewhere",
  async (fault) => {
    const { handle, tried } = openWorld({ downloadUrl: FIRST, backupUrl: SECOND }, { [FIRST]: fault });
    await handle();
    expect(tried).toEqual([FIRST]);
  },
);

test("the second link is left alone while the first one works, and its own fault counts when neither does", async () => {
  const working = openWorld({ downloadUrl: FIRST, backupUrl: SECOND }, {});
  await working.handle();
  expect(working.tried).toEqual([FIRST]);
  const dead = openWorld({ downloadUrl: FIRST, backupUrl: SECOND }, { [FIRST]: "interrupted", [SECOND]: "link_refused" });
  expect(await dead.handle()).toMatchObject({ type: "fail", error: { code: "download_link_refused" } });
  const alone = openWorld({ downloadUrl: FIRST }, { [FIRST]: "interrupted" });
  expect(await alone.handle()).toMatchObject({ type: "fail", error: { code: "download_interrupted" } });
});
