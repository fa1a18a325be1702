import { optional } from "@hailuo-queue/contracts";
import { BULK_MOST, parseWhere } from "@hailuo-queue/producer";
import { z } from "zod";
import { briefOf } from "../read/generation-brief.ts";
import { type Act, defineAct } from "./act.ts";
import { text, why, whyDetails } from "./fields.ts";

const where = text(2000);
const MICRO = 1_000_000;
const most = z.number().int().min(0).max(BULK_MOST);

const preview = defineAct({
  name: "bulk.preview",
  role: "submit",
  audit: null,
  body: z.strictObject({ where, action: z.enum(["cancel", "retry"]), rebuy: z.boolean().default(false) }),
  async run({ hands, body }) {
    const what =
      body.action === "cancel" ? ({ action: "cancel" } as const) : ({ action: "retry", rebuy: body.rebuy } as const);
    const found = await hands.previewBulk(parseWhere(body.where), what);
    return { told: `${found.matched} match.`, data: { ...found, first: found.first.map(briefOf) } };
  },
});

const cancel = defineAct({
  name: "bulk.cancel",
  role: "submit",
  audit: "bulk.cancel",
  body: z.strictObject({ where, most, why }),
  async run({ hands, body, tell }) {
    const { details } = whyDetails(body.why);
    tell({ details: { where: body.where, ...details } });
    const receipt = await hands.bulk(parseWhere(body.where), { action: "cancel" }, { most: body.most });
    tell({ details: { matched: String(receipt.matched), changed: String(receipt.changed) } });
    return {
      told: toldOf(receipt, (changed, unchanged) =>
        unchanged === 0 ? `${changed} cancelled.` : `${changed} cancelled, ${unchanged} unchanged.`,
      ),
      data: receipt,
    };
  },
});

const retry = defineAct({
  name: "bulk.retry",
  role: "submit",
  audit: "bulk.retry",
  body: z.strictObject({
    where,
    most,
    rebuy: z.boolean().default(false),
    /** As the preview told it: no more is bought. */
    most_micro_usd: z.number().int().min(0).optional(),
    most_unpriced: most.default(0),
    why,
  }),
  async run({ hands, body, tell }) {
    const { details } = whyDetails(body.why);
    tell({ details: { where: body.where, rebuy: String(body.rebuy), ...details } });
    // BUYS again what has no video, where a person said so, and no more than was shown.
    const agreed = { most: body.most, mostMicroUsd: body.most_micro_usd ?? 0, mostUnpriced: body.most_unpriced };
    const receipt = await hands.bulk(
      parseWhere(body.where),
      { action: "retry", ...optional({ rebuy: body.rebuy }) },
      agreed,
    );
    tell({
      details: {
        matched: String(receipt.matched),
        changed: String(receipt.changed),
        ...(body.rebuy
          ? { max_cost_usd: String(agreed.mostMicroUsd / MICRO), cost_usd: String(receipt.priceMicroUsd / MICRO) }
          : {}),
      },
    });
    return {
      told: toldOf(receipt, (changed, unchanged) =>
        unchanged === 0 ? `${changed} retried.` : `${changed} retried, ${unchanged} unchanged.`,
      ),
      data: receipt,
    };
  },
});

/** A sentence for each thing that there is to say, so that pages can tell each in their language. */
function toldOf(
  receipt: { readonly changed: number; readonly refused: Readonly<Record<string, number>>; readonly cut?: string },
  words: (changed: number, unchanged: number) => string,
): string {
  const unchanged = Object.values(receipt.refused).reduce((sum, count) => sum + count, 0);
  const more = receipt.cut === undefined ? [] : ["There may be more; the same again goes on with them."];
  return [words(receipt.changed, unchanged), ...more].join(" ");
}

export const BULK_ACTS: readonly Act[] = [preview, cancel, retry];
