import { type AccountUsage, FAULT_LIMITS, type PriceTable, UPLOAD_LIMITS } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineRoute, json, type Route } from "../http/route.ts";
import { problemSchema } from "../http/problem.ts";
import { dryRun, type DryRunReport } from "../ingest/dry-run.ts";
import { itemFormats, readItemFormat } from "../ingest/item-formats.ts";
import { usd, usdOrNull } from "../views/batch.ts";
import { faultItem } from "../views/fields.ts";

export interface DryRunRoutes {
  /** What the accounts allow, for a guess of the time. */
  readonly accounts: () => Promise<readonly AccountUsage[]>;
  readonly prices: PriceTable;
  readonly now: () => number;
}

const dryRunSchema = z
  .object({
    object: z.literal("dry_run"),
    received: z.number().int(),
    valid: z.number().int(),
    invalid: z.number().int(),
    faults: z.array(faultItem).describe(`the first ${FAULT_LIMITS.maxTold}`),
    cost_usd: z.number().describe("of all valid ones that have a price; what fails is not charged"),
    unpriced: z.number().int().describe("valid ones for which no price is known"),
    seconds: z
      .number()
      .int()
      .nullable()
      .describe("a guess by what the accounts allow, with nothing else waiting; null while none is known"),
    kinds: z.array(
      z.object({
        model: z.string(),
        resolution: z.string().nullable(),
        duration: z.number().nullable(),
        count: z.number().int(),
        price_usd: z.number().nullable().describe("of one"),
      }),
    ),
  })
  .meta({ id: "DryRun" });

export function dryRunRoutes({ accounts, prices, now }: DryRunRoutes): readonly Route[] {
  return [
    defineRoute({
      method: "POST",
      audit: { none: "it keeps and changes nothing" },
      path: "/api/v1/batches/dry-run",
      role: "submit",
      scope: "tenant",
      tag: "Batches",
      summary: "Judge and price items without a batch: nothing is kept or bought",
      description: "The items as `items` of a batch takes them, at most 200,000.",
      streams: itemFormats,
      bodyLimit: UPLOAD_LIMITS.maxDryRunBytes,
      answers: {
        200: { description: "What is wrong with them, what they would cost, how long they would take", schema: dryRunSchema },
        413: { description: "Too many items", schema: problemSchema },
        429: { description: "Too many uploads under way", schema: problemSchema },
        415: { description: "Another content type", schema: problemSchema },
      },
      handle: async ({ body, headers }) => {
        const format = readItemFormat(headers["content-type"]);
        return json(200, showDryRun(await dryRun(body, format, { prices, accounts, nowMs: now() })));
      },
    }),
  ];
}

function showDryRun({ received, invalid, faults, wanted, seconds }: DryRunReport): z.output<typeof dryRunSchema> {
  return {
    object: "dry_run",
    received,
    valid: wanted.total,
    invalid,
    faults: [...faults],
    cost_usd: usd(wanted.microUsd),
    unpriced: wanted.unpriced,
    seconds: seconds ?? null,
    kinds: wanted.kinds.map(({ model, resolution, duration, count, microUsd }) => ({
      model,
      resolution: resolution === "" ? null : resolution,
      duration: duration === "" ? null : Number(duration),
      count,
      price_usd: usdOrNull(microUsd),
    })),
  };
}
