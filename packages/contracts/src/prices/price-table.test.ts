import { describe, expect, test } from "@jest/globals";
import { parseGenerationRequest } from "../request/parse-generation-request.ts";
import { DEFAULT_PRICES } from "./default-prices.ts";
import { priceRowShape, type PriceRow } from "./price-row.ts";
import { createPriceTable, overridePrices } from "./price-table.ts";

const NOW = Date.parse("2026-11-22T00:00:00Z");
const image = "https://example.com/cat.jpg";
const h3Max = { model: "MiniMax-H3-Max", prompt: "x" };

function priceOf(input: object, table = createPriceTable(), at = NOW): number | undefined {
  const parsed = parseGenerationRequest(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return table.priceOf(parsed.request, at);
}

describe("a generation costs", () => {
  test.each([
    [280_000, { model: "MiniMax-Hailuo-2.3", prompt: "x" }],
    [560_000, { model: "MiniMax-Hailuo-2.3", prompt: "x", duration: 10 }],
    [490_000, { model: "MiniMax-Hailuo-2.3", prompt: "x", resolution: "1080P" }],
    [190_000, { model: "MiniMax-Hailuo-2.3-Fast", image_url: image }],
    [320_000, { model: "MiniMax-Hailuo-2.3-Fast", image_url: image, duration: 10 }],
    [330_000, { model: "MiniMax-Hailuo-2.3-Fast", image_url: image, resolution: "1080P" }],
    [280_000, { model: "MiniMax-Hailuo-02", image_url: image, last_frame_image: image }],
    [100_000, { model: "MiniMax-Hailuo-02", image_url: image, resolution: "512P" }],
    [150_000, { model: "MiniMax-Hailuo-02", image_url: image, resolution: "512P", duration: 10 }],
    [480_000, { model: "MiniMax-H3", prompt: "x" }],
    [1_950_000, { model: "MiniMax-H3", prompt: "x", resolution: "2K", duration: 15 }],
    [320_000, { model: "MiniMax-H3", prompt: "x", duration: 4, image_url: image, last_frame_image: image }],
    [
      320_000 + 4 * 40_000,
      { model: "MiniMax-H3", prompt: "x", duration: 4, reference_images: Array<string>(9).fill(image) },
    ],
    [
      320_000 + 15 * 80_000,
      { model: "MiniMax-H3", prompt: "x", duration: 4, reference_videos: [image], reference_audio: [image] },
    ],
    [250_000, { model: "MiniMax-H3-Max", prompt: "x", resolution: "480P", duration: 5 }],
    [
      400_000 + 74_000 + 15 * 143_000,
      { ...h3Max, duration: 5, reference_images: [image, image, image], reference_videos: [image] },
    ],
    [430_000, { model: "T2V-01", prompt: "x" }],
    [430_000, { model: "S2V-01", subject_reference: image }],
    [15 * 50_000, { model: "MiniMax-H3-Regeneration", source_task_id: "1" }],
    [
      250_000 + 40_000,
      {
        model: "MiniMax-H3-Regeneration",
        prompt: "x",
        base_video: image,
        duration: 5,
        reference_images: Array<string>(6).fill(image),
      },
    ],
    [90_000 + 36_000, { model: "MiniMax-H3-Context-IR", prompt: "x" }],
    [undefined, { template_id: "392753057216684038", media_inputs: [image] }],
  ])("%p micro-USD: %j", (price, input) => {
    expect(priceOf(input)).toBe(price);
  });
});

test("what the provider tells of the use takes the place of what the request allows", () => {
  const request = {
    model: "MiniMax-H3",
    prompt: "x",
    duration: 5,
    reference_images: Array<string>(7).fill(image),
    reference_videos: [image],
  };
  const parsed = parseGenerationRequest(request);
  if (!parsed.ok) throw new Error("not a request");
  const table = createPriceTable();
  expect(table.priceOf(parsed.request, NOW)).toBe(400_000 + 2 * 40_000 + 15 * 80_000);
  expect(table.priceOf(parsed.request, NOW, { outputSeconds: 5, inputSeconds: 6.5, inputImages: 7 })).toBe(
    400_000 + 2 * 40_000 + 520_000,
  );
});

describe("of the rows for one thing", () => {
  const request = { model: "MiniMax-Hailuo-2.3", prompt: "x" };
  const row: PriceRow = { model: "MiniMax-Hailuo-2.3", unit: "video", microUsd: 1, from: "2026-01-01" };
  const table = createPriceTable([
    { ...row, microUsd: 2, from: "2026-06-01" },
    { ...row, microUsd: 3, from: "2027-01-01" },
    row,
  ]);

  test.each([
    ["2026-05-31T23:59:59Z", 1],
    ["2026-06-01T00:00:00Z", 2],
    ["2027-03-01T00:00:00Z", 3],
    ["2025-12-31T00:00:00Z", 1],
  ])("the one that holds on the day counts: %s", (day, price) => {
    expect(priceOf(request, table, Date.parse(day))).toBe(price);
  });

  test("the one that names more of the request goes before one that names less", () => {
    const rows = [
      { ...row, microUsd: 9, from: "2026-09-09" },
      { ...row, microUsd: 5, resolution: "768P" },
    ];
    expect(priceOf(request, createPriceTable(rows))).toBe(5);
    expect(priceOf({ ...request, resolution: "1080P" }, createPriceTable(rows))).toBe(9);
  });
});

test("one's own rows take the place of all default rows of their models, and of no others", () => {
  const own: PriceRow = {
    model: "MiniMax-Hailuo-2.3",
    resolution: "768P",
    duration: 6,
    unit: "video",
    microUsd: 7,
    from: "2026-01-01",
  };
  const table = createPriceTable(overridePrices([own]));
  expect(priceOf({ model: "MiniMax-Hailuo-2.3", prompt: "x" }, table)).toBe(7);
  expect(priceOf({ model: "MiniMax-Hailuo-2.3", prompt: "x", duration: 10 }, table)).toBeUndefined();
  expect(priceOf({ model: "MiniMax-Hailuo-02", prompt: "x" }, table)).toBe(280_000);
});

test("what no row is about has no price", () => {
  expect(priceOf({ model: "MiniMax-Hailuo-2.3", prompt: "x" }, createPriceTable([]))).toBeUndefined();
});

test("every default row is one that a file may hold, and names its source", () => {
  for (const row of DEFAULT_PRICES)
    expect([priceRowShape.safeParse(row).success, row.source]).toEqual([true, expect.any(String)]);
});

test.each([{ microUsd: 0.5 }, { microUsd: -1 }, { from: "soon" }])(
  "a row that cannot be a price is refused: %j",
  (fault) => {
    const row: PriceRow = { model: "x", unit: "video", microUsd: 1, from: "2026-01-01", ...fault };
    expect(() => createPriceTable([row])).toThrow(/The price of x is .* whole millionths of a US dollar/);
  },
);
