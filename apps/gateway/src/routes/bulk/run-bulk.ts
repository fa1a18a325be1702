import { type AuditTold, InvalidInputError, optional } from "@hailuo-queue/contracts";
import {
  type BulkAction,
  type BulkAgreement,
  type BulkNote,
  parseWhere,
  type TenantProducer,
} from "@hailuo-queue/producer";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { microUsd } from "../../views/batch.ts";
import { showGeneration } from "../../views/generation.ts";
import type { PartsOf } from "../route-parts.ts";
import type { cancel, retry } from "./operations.ts";

interface Wanted {
  readonly where: string;
  readonly dry_run: boolean;
  readonly most?: number | undefined;
  readonly max_cost_usd?: number | undefined;
  readonly max_unpriced?: number;
  readonly why?: string | undefined;
}

export async function cancelBulk({ own, body, tell }: CallOf<typeof cancel>): Promise<Answer> {
  return runBulk(own, { action: "cancel" }, body, tell);
}

export async function retryBulk(
  { key, own, body, tell, once }: CallOf<typeof retry>,
  { quota }: PartsOf<"quota">,
): Promise<Answer> {
  const { rebuy, dry_run: dryRun, most = 0 } = body;
  const from = once?.noted === undefined ? undefined : (JSON.parse(once.noted) as BulkNote);
  if (rebuy && !dryRun) await quota.requireRoomAgain(key.tenant, most - (await countTaken(own, from)));
  return runBulk(own, { action: "retry", rebuy, ...optional({ failedBefore: once?.claimedAt }) }, body, tell, {
    from,
    ...(once === undefined ? {} : { note: (note) => once.note(JSON.stringify(note)) }),
  });
}

/** How many an earlier try has changed already, so that they need no more room. */
async function countTaken(own: TenantProducer, from: BulkNote | undefined): Promise<number> {
  if (from === undefined) return 0;
  const states = await Promise.all(
    from.pending.map(({ id }) =>
      own.get(id).then(
        ({ state }) => state,
        () => undefined,
      ),
    ),
  );
  return from.matched - states.filter((state) => state === "failed").length;
}

async function runBulk(
  own: TenantProducer,
  what: BulkAction,
  wanted: Wanted,
  tell: (told: AuditTold) => void,
  lasting: Pick<BulkAgreement, "from" | "note"> = {},
): Promise<Answer> {
  const { where: text, dry_run: dryRun, most, why } = wanted;
  const where = parseWhere(text);
  const buys = what.action === "retry" && what.rebuy === true;
  tell({
    details: {
      where: text,
      ...(what.action === "retry" ? { rebuy: String(buys) } : {}),
      ...(dryRun ? { dry_run: "true" } : {}),
      ...optional({ why }),
    },
  });
  if (dryRun) {
    const { matched, needRebuy, priceMicroUsd, unpriced, underWay, first, cut } = await own.previewBulk(where, what);
    return json(200, {
      object: "bulk",
      dry_run: true,
      matched,
      changed: 0,
      refused: {},
      need_rebuy: needRebuy,
      under_way: underWay,
      cost_usd: priceMicroUsd / 1e6,
      unpriced,
      more: cut === true,
      first: first.map(showGeneration),
    });
  }
  if (most === undefined || (buys && wanted.max_cost_usd === undefined))
    throw new InvalidInputError(
      "invalid_request",
      buys
        ? "Say with `most` how many may be changed, and with `max_cost_usd` what may be bought; a dry run reports both."
        : "Say with `most` how many may be changed; a dry run reports how many there are.",
    );
  const agreed = {
    ...lasting,
    most,
    ...(buys ? { mostMicroUsd: microUsd(wanted.max_cost_usd ?? 0), mostUnpriced: wanted.max_unpriced ?? 0 } : {}),
  };
  const receipt = await own.bulk(where, what, agreed);
  const { matched, changed, refused, priceMicroUsd, cut } = receipt;
  tell({
    details: {
      matched: String(matched),
      changed: String(changed),
      ...(buys ? { max_cost_usd: String(wanted.max_cost_usd), cost_usd: String(priceMicroUsd / 1e6) } : {}),
    },
  });
  return json(200, {
    object: "bulk",
    dry_run: false,
    matched,
    changed,
    refused,
    need_rebuy: null,
    under_way: null,
    cost_usd: priceMicroUsd / 1e6,
    unpriced: null,
    more: cut !== undefined,
    first: [],
  });
}
