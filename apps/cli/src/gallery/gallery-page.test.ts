import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import type { GenerationRecord } from "@hailuo-queue/contracts";
import { openObjectStore } from "@hailuo-queue/storage";
import { inOrder, recordOf } from "../__fixtures__/records.ts";
import { createPosters, type FrameOf } from "./posters.ts";
import { writeGallery } from "./write-gallery.ts";

const NOON = Date.UTC(2026, 10, 22, 12);

/** A directory that a run has stored into. */
async function openPlace(batchId = "spring") {
  const root = await mkdtemp(join(tmpdir(), "hailuo-gallery-"));
  await mkdir(join(root, batchId));
  const store = openObjectStore(root);
  const write = (records: readonly GenerationRecord[], rest: Partial<Parameters<typeof writeGallery>[0]> = {}) =>
    writeGallery({
      store,
      batchId,
      read: () => inOrder(records),
      simulated: false,
      now: () => NOON,
      expiresInSeconds: 60,
      posterKey: () => undefined,
      open: (target) => openObjectStore(target),
      ...rest,
    });
  return {
    root,
    store,
    write,
    page: (name = `${batchId}/index.html`) => readFile(join(root, name), "utf8"),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}

interface PageData {
  readonly others: readonly { readonly name: string; readonly href: string }[];
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

function dataOf(page: string): PageData {
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? "") as PageData;
}

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(2)><!-- <![CDATA[ " ' & \u2028 \${x} {{y}}`;

test("no text of a caller is markup: what ends a script or begins a comment is data, and all of it reads back", async () => {
  await using place = await openPlace();
  const error = { code: "prompt_flagged", stage: "create", message: HOSTILE } as const;
  await place.write([
    recordOf(0, "failed", { customId: HOSTILE, error, request: { model: "MiniMax-Hailuo-2.3", prompt: HOSTILE } }),
  ]);
  const page = await place.page();
  for (const markup of ["<script>alert", "<img", "<!--", "<![CDATA["]) expect(page).not.toContain(markup);
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(dataOf(page).items).toMatchObject([
    { name: HOSTILE, prompt: HOSTILE, reason: `${HOSTILE} (prompt_flagged)`, video: "" },
  ]);
});

test("videos are named from the page, whatever is in their names, so that the folder can be moved", async () => {
  await using place = await openPlace();
  const key = "spring/猫 100% #1?&x.mp4";
  const video = { location: place.store.uri(key), bytes: 1, sha256: "ab".repeat(32) };
  const elsewhere = { location: "file:///other/a.mp4", bytes: 1, sha256: "cd".repeat(32) };
  await place.write([recordOf(0, "succeeded", { video }), recordOf(1, "succeeded", { video: elsewhere })]);
  for (const [name, begins] of [
    ["spring/index.html", "./../spring/"],
    ["index.html", "./spring/"],
  ] as const) {
    const items = dataOf(await place.page(name)).items;
    expect(items.map((item) => item["video"])).toEqual([
      `${begins}${encodeURIComponent("猫 100% #1?&x.mp4")}`,
      "file:///other/a.mp4",
    ]);
  }
});

test("the page of the whole place leads to the galleries before, and one of somebody else is left alone", async () => {
  await using place = await openPlace();
  await place.write([]);
  await place.write([], { batchId: "summer" });
  expect(await place.write([], { batchId: "autumn" })).toEqual({ key: "autumn/index.html", topKey: "index.html" });
  expect(dataOf(await place.page("index.html")).others).toEqual([
    { name: "summer", href: "./summer/index.html" },
    { name: "spring", href: "./spring/index.html" },
  ]);
  await writeFile(join(place.root, "index.html"), "<h1>My films</h1>");
  expect(await place.write([])).toEqual({ key: "spring/index.html" });
  expect(await place.page("index.html")).toBe("<h1>My films</h1>");
});

test("a list of batches that somebody changed leads nowhere else", async () => {
  await using place = await openPlace();
  await place.write([]);
  const page = (await place.page("index.html")).replace(
    "&#34;spring&#34;",
    "&#34;../../etc&#34;,&#34;javascript:x&#34;,&#34;ok&#34;,1",
  );
  await writeFile(join(place.root, "index.html"), page);
  await place.write([], { batchId: "summer" });
  expect(dataOf(await place.page("index.html")).others).toEqual([{ name: "ok", href: "./ok/index.html" }]);
});

test("links into a bucket are signed, told to end, and the only other origin that the page may load from", async () => {
  await using place = await openPlace();
  const bucket = {
    location: "s3://films/",
    uri: (key: string) => `s3://films/${key}`,
    link: async (key: string, seconds: number) => `https://films.example.com/${key}?signed=${seconds}`,
    get: async () => undefined,
    put: place.store.put,
  };
  const video = { location: "s3://films/spring/a.mp4", bytes: 1, sha256: "ab" };
  const written = await place.write([recordOf(0, "succeeded", { video })], { store: bucket });
  expect(written.expiresAt).toBe(NOON + 60_000);
  const page = await place.page();
  expect(page).toContain("media-src &#39;self&#39; file: https://films.example.com;");
  expect(dataOf(page)).toMatchObject({
    expiresAt: NOON + 60_000,
    items: [{ video: "https://films.example.com/spring/a.mp4?signed=60" }],
  });
});

test("each take is shown with its own video", async () => {
  await using place = await openPlace();
  const before = { take: 1, state: "succeeded", request: { model: "MiniMax-Hailuo-2.3", prompt: "old" } } as const;
  const video = (name: string) => ({ location: place.store.uri(`spring/${name}`), bytes: 1, sha256: name });
  const changed = { take: 2, takes: [{ ...before, video: video("cat.take1.mp4") }], video: video("cat.mp4") };
  await place.write([recordOf(0, "succeeded", changed)]);
  expect(dataOf(await place.page("index.html")).items).toMatchObject([
    { take: 2, video: "./spring/cat.mp4", takes: [{ take: 1, prompt: "old", video: "./spring/cat.take1.mp4" }] },
  ]);
});

test("a first frame is made once for each video, two at a time, and a video without one is no fault", async () => {
  await using place = await openPlace();
  let atOnce = 0;
  let most = 0;
  let tellSecond = (): void => {};
  const second = new Promise<void>((resolve) => (tellSecond = resolve));
  const asked: string[] = [];
  const frameOf: FrameOf = async (path) => {
    asked.push(path);
    most = Math.max(most, (atOnce += 1));
    if (atOnce > 1) tellSecond();
    await second;
    atOnce -= 1;
    return path.includes("broken") ? undefined : Buffer.from("jpeg");
  };
  const of = (name: string) => ({
    location: pathToFileURL(join(place.root, name)).href,
    bytes: 1,
    sha256: name.repeat(32),
  });
  const make = () =>
    createPosters({ store: place.store, batchId: "spring", frameOf, signal: AbortSignal.timeout(60_000) });
  const videos = ["a 1", "b", "c", "broken", "d"].map(of);
  const posters = make();
  for (const video of [...videos, ...videos]) posters.want(video);
  await posters.settled();
  expect(asked).toHaveLength(5);
  expect(most).toBe(2);
  expect(videos.map((video) => posters.keyOf(video) !== undefined)).toEqual([true, true, true, false, true]);
  const again = make();
  for (const video of videos) again.want(video);
  await again.settled();
  expect(asked).toHaveLength(6);
});
