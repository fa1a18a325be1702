import { type Answer, type CallOf, json } from "../../http/route.ts";
import { dryRun as judge } from "../../ingest/dry-run.ts";
import { readItemType } from "../../ingest/item-formats.ts";
import { showDryRun } from "../../views/dry-run.ts";
import { readingOf } from "../../views/uploaded-input.ts";
import type { PartsOf } from "../route-parts.ts";
import type { dryRun } from "./operations.ts";

export async function dryRunItems(
  { key, body, headers, query }: CallOf<typeof dryRun>,
  { accounts, prices, now, workbooks }: PartsOf<"accounts" | "prices" | "now" | "workbooks">,
): Promise<Answer> {
  const memory = workbooks.open(key.tenant);
  const read = { ...readItemType(headers["content-type"]), ...readingOf(query), hold: memory.take };
  try {
    return json(200, showDryRun(await judge(body, read, { prices, accounts, nowMs: now() })));
  } finally {
    memory.over();
  }
}
