import { expect, test } from "@jest/globals";
import { openStand } from "./__fixtures__/stand.ts";
import { microUsdOf } from "./price-list.ts";

const IMAGE = "https://example.com/cat.png";
const images = (count: number) => ({ images: Array.from({ length: count }, () => IMAGE), videos: [], audio: [] });
const H3 = { model: "MiniMax-H3", prompt: "x", duration: 5, resolution: "768P" };
const MAX = { ...H3, model: "MiniMax-H3-Max" };
const VIDEOS = { images: [], videos: [IMAGE, IMAGE], audio: [IMAGE] };

test.each([
  ["an unset size as the defaults", { model: "MiniMax-Hailuo-2.3", prompt: "x" }, 0.28],
  ["10 s", { model: "MiniMax-Hailuo-02", prompt: "x", duration: 10 }, 0.56],
  ["1080P of the Fast", { model: "MiniMax-Hailuo-2.3-Fast", prompt: "x", resolution: "1080P" }, 0.33],
  ["512P", { model: "MiniMax-Hailuo-02", prompt: "x", resolution: "512P", duration: 10 }, 0.15],
  ["an older model", { model: "S2V-01", prompt: "x" }, 0.43],
  ["H3 by the second", H3, 0.4],
  ["H3 in 2K", { ...H3, resolution: "2K", duration: 15 }, 1.95],
  ["five images are free with H3", { ...H3, references: images(5) }, 0.4],
  ["the others are not", { ...H3, references: images(9) }, 0.4 + 4 * 0.04],
  ["frames count as images", { ...MAX, firstFrame: IMAGE, lastFrame: IMAGE }, 0.4],
  ["two are free with the Max", { ...MAX, resolution: "480P", references: images(4) }, 0.25 + 2 * 0.074],
  ["videos cost what the video's own seconds do, sounds nothing", { ...H3, references: VIDEOS }, 0.4 + 6 * 0.08],
  ["and more with the Max", { ...MAX, references: VIDEOS }, 0.4 + 6 * 0.143],
])("the price list: %s", (_name, request, usd) => expect((microUsdOf(request) ?? 0) / 1e6).toBeCloseTo(usd, 9));

test("a template has no price that is known", () => {
  expect(microUsdOf({ model: "", prompt: "", template: { id: "1", media: [], texts: [] } })).toBeUndefined();
});

test("the bill: once for each accepted create, nothing for what was refused, failed or cancelled in the queue", async () => {
  await using stand = await openStand({ faults: { script: [{ nth: 5, fault: "create1000WithTask" }] } });
  await stand.createV1();
  await stand.createV1({ prompt: "[[fails]]" });
  await stand.createV1({ prompt: "[[flagged]]" });
  const cancelled = String((await stand.createV2({ prompt: "not now" })).body["task_id"]);
  await stand.createV2({ prompt: "told of by nobody" });
  expect(stand.simulator.stats()).toMatchObject({
    accepted: 4,
    billed: 4,
    billedUsd: 2 * 0.28 + 2 * 0.4,
    unansweredAccepts: 1,
  });
  await stand.delete(`/v2/video_generation/${cancelled}`);
  stand.clock.now += 96_000;
  await stand.post("/v1/video_template_generation", {
    template_id: "392753057216684038",
    media_inputs: [{ value: IMAGE }],
  });
  expect(stand.simulator.stats()).toMatchObject({ accepted: 5, billed: 3, billedUsd: 0.28 + 0.4, unpriced: 1 });
  const { body } = await stand.get("/__tasks");
  const charged = (body["tasks"] as unknown as { billedUsd: number | null }[]).map(({ billedUsd }) => billedUsd);
  expect(charged).toEqual([0.28, 0, 0, 0.4, null]);
});
