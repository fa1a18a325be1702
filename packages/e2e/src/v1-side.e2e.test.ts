import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { expectCleanBooks } from "./stand/books.ts";
import { examine } from "./stand/examine.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { expectWholeVideo, readingFrom, readResults } from "./stand/stored-videos.ts";

const [FIRST, LAST, FACE] = [
  "https://example.com/first.png",
  "https://example.com/last.jpg",
  "https://example.com/face.webp",
];
const CAMERA = "[Truck left, Pan right] a harbour at dawn [Push in] gulls [Tracking shot,Static shot]";

/** What is asked for, and what the provider then gets: all of it, and nothing else. */
const WANTED: Readonly<
  Record<string, readonly [request: { readonly model: string; readonly [field: string]: unknown }, body: object]>
> = {
  "hailuo-2.3": [
    { model: "MiniMax-Hailuo-2.3", prompt: CAMERA, fast_pretreatment: true, aigc_watermark: true, resolution: "1080P" },
    {
      prompt: CAMERA,
      fast_pretreatment: true,
      aigc_watermark: true,
      resolution: "1080P",
      duration: 6,
      prompt_optimizer: true,
    },
  ],
  "hailuo-2.3-fast": [
    { model: "MiniMax-Hailuo-2.3-Fast", image_url: FIRST, duration: 10, enable_prompt_expansion: false },
    { first_frame_image: FIRST, duration: 10, resolution: "768P", prompt_optimizer: false },
  ],
  "hailuo-02 512P": [
    {
      model: "MiniMax-Hailuo-02",
      image_url: FIRST,
      resolution: "512P",
      fast_pretreatment: false,
      aigc_watermark: false,
    },
    {
      first_frame_image: FIRST,
      resolution: "512P",
      duration: 6,
      prompt_optimizer: true,
      fast_pretreatment: false,
      aigc_watermark: false,
    },
  ],
  "first and last frame": [
    { model: "MiniMax-Hailuo-02", prompt: "Dusk falls", image_url: FIRST, last_frame_image: LAST },
    {
      prompt: "Dusk falls",
      first_frame_image: FIRST,
      last_frame_image: LAST,
      duration: 6,
      resolution: "768P",
      prompt_optimizer: true,
    },
  ],
  "last frame alone": [
    { model: "MiniMax-Hailuo-02", prompt: "Out of the fog", last_frame_image: LAST },
    { prompt: "Out of the fog", last_frame_image: LAST, duration: 6, resolution: "768P", prompt_optimizer: true },
  ],
  "T2V-01": [
    { model: "T2V-01", prompt: "A kite" },
    { prompt: "A kite", prompt_optimizer: true },
  ],
  "T2V-01-Director": [
    { model: "T2V-01-Director", prompt: CAMERA, aigc_watermark: true },
    { prompt: CAMERA, prompt_optimizer: true, aigc_watermark: true },
  ],
  "I2V-01": [
    { model: "I2V-01", image_url: FIRST },
    { first_frame_image: FIRST, prompt_optimizer: true },
  ],
  "I2V-01-Director": [
    { model: "I2V-01-Director", prompt: "[Zoom in]", image_url: FIRST },
    { prompt: "[Zoom in]", first_frame_image: FIRST, prompt_optimizer: true },
  ],
  "I2V-01-live": [
    { model: "I2V-01-live", image_url: LAST, enable_prompt_expansion: false },
    { first_frame_image: LAST, prompt_optimizer: false },
  ],
  "S2V-01": [
    { model: "S2V-01", prompt: "She laughs", subject_reference: FACE },
    { prompt: "She laughs", subject_reference: [{ type: "character", image: [FACE] }], prompt_optimizer: true },
  ],
};

test("every model and mode of v1 is asked for with its own fields, and its video arrives", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"], maxInFlight: 20 });
  const items = Object.values(WANTED).map(([request], at) => ({ custom_id: `v1-${at}`, ...request }));
  const file = await stand.write("v1.jsonl", jsonLines(items));

  const end = await stand.run(["run", file, "--json", "--batch", "v1"]);

  expect(end).toMatchObject({ code: 0, stderr: "" });
  const bodies = Object.values(WANTED).map(([{ model }, body]) => ({ model, ...body }));
  const inOrder = (fields: readonly object[]): readonly string[] =>
    fields.map((each) => JSON.stringify(sorted(each))).toSorted();
  expect(inOrder(stand.creates.map(({ body }) => body))).toEqual(inOrder(bodies));
  const videos = join(stand.directory, "videos");
  for (const result of await readResults(videos)) await expectWholeVideo(stand.simulator, readingFrom(videos), result);
  expectCleanBooks(stand.simulator);
});

test("a CSV file says all of it, too", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  const file = await stand.write(
    "v1.csv",
    `model,prompt,image_url,last_frame_image,subject_reference,fast_pretreatment,aigc_watermark\nMiniMax-Hailuo-02,Dusk,${FIRST},${LAST},,,true\nS2V-01,She laughs,,,${FACE},,false\nMiniMax-Hailuo-2.3,"[Pan left, Pan right] a harbour",,,,true,\n`,
  );
  const end = await stand.run(["run", file, "--json"]);
  expect(end).toMatchObject({ code: 0, stderr: "" });
  const sized = { duration: 6, resolution: "768P", prompt_optimizer: true };
  expect(
    stand.creates
      .map(({ body }) => body)
      .toSorted((one, other) => String(one["prompt"]).localeCompare(String(other["prompt"]))),
  ).toEqual([
    { model: "MiniMax-Hailuo-2.3", prompt: "[Pan left, Pan right] a harbour", ...sized, fast_pretreatment: true },
    {
      model: "MiniMax-Hailuo-02",
      prompt: "Dusk",
      first_frame_image: FIRST,
      last_frame_image: LAST,
      ...sized,
      aigc_watermark: true,
    },
    {
      model: "S2V-01",
      prompt: "She laughs",
      prompt_optimizer: true,
      aigc_watermark: false,
      subject_reference: [{ type: "character", image: [FACE] }],
    },
  ]);
});

test("a first link that leads nowhere costs no attempt: the video is taken from the second place", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"], backupLinks: true, faults: { linkGone: 1 } });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(2)));
  const end = await stand.run(["run", file, "--json", "--batch", "boats"]);
  expect(end).toMatchObject({ code: 0, stderr: "" });
  const videos = join(stand.directory, "videos");
  for (const result of await readResults(videos)) await expectWholeVideo(stand.simulator, readingFrom(videos), result);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 2, downloads: { complete: 2, refusedNoSuchKey: 2 } });
});

/** Answers in the place of every host, as a proxy for plain HTTP may: nothing leaves this machine. */
async function startAnyHost(answer: (path: string, headers: http.IncomingHttpHeaders) => Promise<string> | string) {
  const hosts: string[] = [];
  const server = http.createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", "http://any");
    hosts.push(url.host);
    void Promise.resolve(answer(`${url.pathname}${url.search}`, incoming.headers)).then((text) =>
      outgoing.writeHead(200, { "content-type": "application/json" }).end(text),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hosts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.each([
  ["api.minimaxi.com", "the rest of the world work at https://api.minimax.io"],
  ["api.minimax.cn", "the rest of the world work at https://api.minimax.io"],
  ["api.minimax.io", "China work at https://api.minimaxi.com"],
])(
  "%s is spoken to like any other, and where it refuses a key, that of the other region is named",
  async (host, hint) => {
    await using stand = await openStand({ dialects: ["minimax-v1"] });
    const { url } = stand.simulator;
    await using working = await startAnyHost(async (path, { authorization = "" }) =>
      (await fetch(`${url}${path}`, { headers: { authorization } })).text(),
    );
    const spoken = await examine(stand, {
      env: { MINIMAX_BASE_URL: `http://${host}`, HTTP_PROXY: working.url },
    });
    expect(spoken.stdout).toMatch(`${host} speaks minimax-v1 and takes the key`);
    expect(new Set(working.hosts)).toEqual(new Set([host]));

    await using refusing = await startAnyHost(
      () => '{"base_resp":{"status_code":2049,"status_msg":"invalid api key"}}',
    );
    const refused = await examine(stand, {
      env: { MINIMAX_BASE_URL: `http://${host}`, HTTP_PROXY: refusing.url },
    });
    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain(`those of the one for ${hint}`);
  },
);

function sorted(fields: object): object {
  return Object.fromEntries(Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
