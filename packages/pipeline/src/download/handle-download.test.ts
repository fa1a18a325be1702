import { describe, expect, test } from "@jest/globals";
import {
  type AttemptNote,
  DownloadError,
  type DownloadFault,
  type EarlierTake,
  type GenerationRecord,
  type ProviderFile,
  ProviderError,
  type StoredVideo,
  takeKey,
  type VideoFacts,
} from "@hailuo-queue/contracts";
import { DEFAULT_SETTINGS } from "../settings.ts";
import { createDownloadHandler } from "./handle-download.ts";

const FIRST = "https://cdn.example/first.mp4";
const SECOND = "https://backup.example/second.mp4";

/** One generation whose video is to be fetched from a file with these links; those of `broken` fail in that way. */
function openWorld(
  file: ProviderFile,
  broken: Readonly<Record<string, DownloadFault>>,
  takes: readonly EarlierTake[] = [],
) {
  const world = {
    nowMs: 0,
    refusal: undefined as ProviderError | undefined,
    asked: 0,
    cancelled: false,
    removed: [] as string[],
    pauses: [] as string[],
    told: [] as string[],
    facts: { picture: { widthPx: 1366, heightPx: 768, codec: "avc1" }, durationMs: 5875 } as VideoFacts,
    kept: undefined as StoredVideo | undefined,
    takes,
    sidecar: undefined as unknown,
    notes: [] as AttemptNote[],
    reachesPlace: true,
  };
  const tried: string[] = [];
  const states: string[] = [];
  const record = {
    id: "g",
    state: "downloading",
    batchId: "b",
    objectKey: "b/g.mp4",
    run: 1,
    fileId: "f",
    request: { model: "MiniMax-Hailuo-2.3", duration: 6, resolution: "768P" },
    createdAt: 0,
    pollCount: 1,
    takes: world.takes,
  };
  const parts = {
    ledger: {
      noteAttempt: async (_id: string, note: AttemptNote) => void world.notes.push(note),
      get: async () => {
        const download = world.notes.map((note) => ({ ...note, times: 1, since: world.nowMs, at: world.nowMs }));
        return { ...record, attempts: { download } } as unknown as GenerationRecord;
      },
      transition: async (
        _id: string,
        { to, changes }: { readonly to: string; readonly changes: Readonly<Partial<GenerationRecord>> },
      ) => {
        if (changes.takes !== undefined) tried.push("note the takes");
        if (world.cancelled) return { outcome: "not_moved", record: { ...record, state: "cancelled" } };
        states.push(to);
        world.kept = changes.video;
        record.takes = changes.takes ?? record.takes;
        return { outcome: "moved" };
      },
    },
    provider: {
      getFile: async () => {
        world.asked += 1;
        if (world.refusal !== undefined) throw world.refusal;
        return file;
      },
    },
    admission: {
      refused: async (account: string, { forMs }: { readonly forMs: number }) => {
        world.pauses.push(account);
        return { effect: { type: "paused", until: world.nowMs + forMs * 2 }, counts: { accepted: 0, refused: 0 } };
      },
    },
    archive: {
      save: async ({ downloadUrl }: { readonly downloadUrl: string }) => {
        tried.push(downloadUrl);
        const fault = broken[downloadUrl];
        if (fault !== undefined) throw new DownloadError(fault, fault);
        return { location: "file:///b/g.mp4", bytes: 1, sha256: "0", facts: world.facts };
      },
      saveSidecar: async (_key: string, sidecar: object) => void (world.sidecar = sidecar),
      keepTake: async (objectKey: string, { take, video }: { readonly take: number; readonly video: StoredVideo }) => {
        if (video.location !== `file:///${objectKey}`) return undefined;
        tried.push(`keep take ${take}`);
        return { ...video, location: `file:///${takeKey(objectKey, take)}` };
      },
      remove: async (objectKey: string) => void world.removed.push(objectKey),
    },
    budget: { take: async () => undefined, answered: async () => undefined },
    settings: DEFAULT_SETTINGS,
    clock: { now: () => world.nowMs },
    random: () => 0,
    reporter: {
      ended: () => undefined,
      videoDoubted: (id: string, warnings: readonly string[]) => void world.told.push(`${id} ${warnings.join(" ")}`),
      accountRefused: () => undefined,
      callRefused: (account: string, callType: string, code: string) =>
        void world.told.push(`${account} ${callType} ${code}`),
    },
  };
  const archiveOf = async () => (world.reachesPlace ? parts.archive : undefined);
  const job = { generationId: "g", run: 1 } as Parameters<ReturnType<typeof createDownloadHandler>>[0]["job"];
  const handler = createDownloadHandler({ ...parts, archiveOf } as unknown as Parameters<
    typeof createDownloadHandler
  >[0]);
  const handle = () => handler({ job, attemptsMade: 0, signal: new AbortController().signal });
  return { handle, tried, states, world };
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
  const dead = openWorld(
    { downloadUrl: FIRST, backupUrl: SECOND },
    { [FIRST]: "interrupted", [SECOND]: "link_refused" },
  );
  expect(await dead.handle()).toMatchObject({ type: "fail", error: { code: "download_link_refused" } });
  const alone = openWorld({ downloadUrl: FIRST }, { [FIRST]: "interrupted" });
  expect(await alone.handle()).toMatchObject({ type: "fail", error: { code: "download_interrupted" } });
});

describe("a link that is refused for the account's sake", () => {
  const throttled = new ProviderError("rate_limited", "too many requests", { verdict: "throttled" });

  test("costs no attempt: the video waits, the account pauses as for a create, and it is told", async () => {
    const { handle, states, world } = openWorld({ downloadUrl: FIRST }, {});
    world.refusal = throttled;
    // It comes back behind the others, one of which tries at 4000.
    expect(await handle()).toMatchObject({ type: "snooze", untilMs: 5000, reason: "rate_limited" });
    expect([world.pauses, world.told, states]).toEqual([["default"], ["default files rate_limited"], []]);
    world.refusal = undefined;
    world.nowMs = 4000;
    expect(await handle()).toEqual({ type: "done" });
  });

  test("is not asked for before the time that the provider named", async () => {
    const { handle, world } = openWorld({ downloadUrl: FIRST }, {});
    world.refusal = new ProviderError("rate_limited", "x", { verdict: "throttled", retryAt: 600_000 });
    expect(await handle()).toMatchObject({ type: "snooze", untilMs: 601_000 });
    world.nowMs = 599_999;
    expect(await handle()).toMatchObject({ type: "snooze", untilMs: 600_000 });
    expect(world.asked).toBe(1);
  });

  test("is tried by one video alone when the rest is over; all others follow its answer", async () => {
    const { handle, states, world } = openWorld({ downloadUrl: FIRST }, {});
    world.refusal = throttled;
    await handle();
    world.nowMs = 4000;
    world.refusal = undefined;
    const both = [handle(), handle()];
    expect(await both[1]).toMatchObject({ type: "snooze" });
    expect(await both[0]).toEqual({ type: "done" });
    expect(await handle()).toEqual({ type: "done" });
    expect(states).toEqual(["succeeded", "succeeded"]);
  });

  test("is asked for once a minute at least, however long the account's creates rest", async () => {
    const { handle, world } = openWorld({ downloadUrl: FIRST }, {});
    world.refusal = new ProviderError("key_refused", "2049", { verdict: "account" });
    expect(await handle()).toMatchObject({ type: "snooze", untilMs: 61_000 });
  });
});

test("a video of an account that this worker has no keys of is left to another worker, and told", async () => {
  const { handle, states, world } = openWorld({ downloadUrl: FIRST }, {});
  world.refusal = new ProviderError("account_not_configured", "no such account here", { verdict: "account" });
  expect(await handle()).toMatchObject({ type: "snooze", untilMs: 10_000 });
  expect([world.pauses, world.told, states]).toEqual([[], ["default files account_not_configured"], []]);
});

test("a video whose batch has a place that this worker does not reach is left to another one, and noted once", async () => {
  const { handle, tried, world } = openWorld({ downloadUrl: FIRST }, {});
  world.reachesPlace = false;
  for (world.nowMs of [0, 5000, 10_000])
    expect(await handle()).toEqual({ type: "snooze", untilMs: world.nowMs + 5000, reason: "stored elsewhere" });
  expect([tried, world.asked]).toEqual([[], 0]);
  expect(world.notes).toEqual([
    { run: 1, stage: "download", code: "stored_elsewhere", message: expect.stringMatching(/cannot reach the place/) },
  ]);
});

test("a video that is not what was bought is stored all the same, with what it is, and told", async () => {
  const { handle, states, world } = openWorld({ downloadUrl: FIRST }, {});
  world.facts = { picture: { widthPx: 854, heightPx: 480, codec: "avc1" }, sound: { codec: "mp4a" }, durationMs: 3000 };
  expect(await handle()).toEqual({ type: "done" });
  expect(states).toEqual(["succeeded"]);
  const warnings = ["wrong_resolution", "wrong_duration"];
  expect(world.kept).toMatchObject({ facts: world.facts, warnings });
  expect(world.sidecar).toMatchObject({
    width: 854,
    height: 480,
    duration: 3,
    video_codec: "avc1",
    audio_codec: "mp4a",
    warnings,
  });
  expect(world.told).toEqual(["g wrong_resolution wrong_duration"]);
});

test("a video as it was bought has no warnings, and nothing is told", async () => {
  const { handle, world } = openWorld({ downloadUrl: FIRST }, {});
  await handle();
  expect(world.kept).not.toHaveProperty("warnings");
  expect(world.sidecar).toMatchObject({ width: 1366, height: 768, duration: 5.875, audio_codec: null, warnings: [] });
  expect(world.told).toEqual([]);
});

test("a video that was cancelled while it was being stored does not stay in storage", async () => {
  const { handle, world } = openWorld({ downloadUrl: FIRST }, {});
  world.cancelled = true;
  expect(await handle()).toEqual({ type: "done" });
  expect(world.removed).toEqual(["b/g.mp4"]);
});

describe("a take after another", () => {
  const request = { model: "MiniMax-Hailuo-2.3" } as const;
  const video = { location: "file:///b/g.mp4", bytes: 1, sha256: "1" };
  const takes: readonly EarlierTake[] = [
    { take: 1, state: "failed", request },
    { take: 2, state: "succeeded", request, video },
    { take: 3, state: "succeeded", request, video: { ...video, location: "file:///elsewhere/g.mp4" } },
  ];

  test("is stored only once the video before it is kept under a key of its own, and its record says so", async () => {
    const { handle, tried, states, world } = openWorld({ downloadUrl: FIRST }, {}, takes);
    expect(await handle()).toEqual({ type: "done" });
    expect([tried, states]).toEqual([
      ["keep take 2", "note the takes", FIRST],
      ["downloading", "succeeded"],
    ]);
    expect(world.kept).toMatchObject({ bytes: 1 });
  });

  test("overwrites nothing when it was cancelled in between", async () => {
    const { handle, tried, world } = openWorld({ downloadUrl: FIRST }, {}, takes);
    world.cancelled = true;
    expect(await handle()).toEqual({ type: "done" });
    expect([tried, world.removed]).toEqual([["keep take 2", "note the takes"], []]);
  });

  test("that is tried again keeps nothing again", async () => {
    const { handle, tried } = openWorld({ downloadUrl: FIRST }, { [FIRST]: "interrupted" }, takes);
    await handle();
    await handle();
    expect(tried).toEqual(["keep take 2", "note the takes", FIRST, FIRST]);
  });
});
