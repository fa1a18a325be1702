import { describe, expect, test } from "@jest/globals";
import type { BulkAgreement, BulkPreview, BulkReceipt } from "@hailuo-queue/producer";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { recordOf } from "../__fixtures__/records.ts";
import { bulk, checkBulkTarget } from "./bulk.ts";

const PREVIEW: BulkPreview = {
  matched: 23,
  needRebuy: 19,
  priceMicroUsd: 5_320_000,
  unpriced: 0,
  underWay: 0,
  first: [recordOf(0, "failed")],
};
const RECEIPT: BulkReceipt = { matched: 23, changed: 22, refused: { changed: 1 }, priceMicroUsd: 5_040_000 };

function parts() {
  const agreed: (BulkAgreement | undefined)[] = [];
  const refused: string[] = [];
  return {
    agreed,
    refused,
    tell: () => undefined,
    refuse: (code: string) => void refused.push(code),
    producer: {
      previewBulk: async () => PREVIEW,
      bulk: async (_where: unknown, _what: unknown, most?: BulkAgreement) => {
        agreed.push(most);
        return RECEIPT;
      },
    },
  };
}

const options = { where: "code=video_flagged", rebuy: true, json: false };
const retry = { action: "retry", rebuy: true } as const;

describe("a bulk retry", () => {
  test("shows what it would do, and does no more than that once a person has agreed", async () => {
    const world = parts();
    const asked: string[] = [];
    const captured = createCapturedShell();
    const shell = {
      ...captured,
      ask: async (question: string) => {
        asked.push(question);
        return "y";
      },
    };
    expect(await bulk(world, retry, options, shell)).toBe(1);
    expect(asked).toEqual(["Retry 23 for up to $5.32? [y/N] "]);
    expect(world.agreed).toEqual([{ most: 23, mostMicroUsd: 5_320_000, mostUnpriced: 0 }]);
    expect(captured.outLines().join("\n")).toContain("19 would be bought again for up to $5.32");
    expect(captured.outLines().at(-1)).toBe("22 retried, for up to $5.04, 1 unchanged");
  });

  test("does nothing after a no, nor where nobody can be asked", async () => {
    const world = parts();
    const captured = createCapturedShell();
    expect(await bulk(world, retry, options, { ...captured, ask: async () => "n" })).toBe(1);
    await expect(bulk(world, retry, options, { ...captured, ask: async () => undefined })).rejects.toMatchObject({
      code: "not_agreed",
    });
    expect([world.agreed, world.refused]).toEqual([[], ["not_agreed"]]);
  });
});

test.each([
  [{ where: "code=a", id: "gen_1" }, "bad_usage"],
  [{ where: "code=a", batch: "b" }, "bad_usage"],
  [{ id: "gen_1", yes: true }, "bad_usage"],
  [{ where: "colour=red" }, "bad_where"],
])("%j is refused before anything is opened", (wanted, code) => {
  expect(() => checkBulkTarget(wanted)).toThrow(expect.objectContaining({ code }));
});
