import { type Answer, type CallOf, json } from "../../http/route.ts";
import { dryRun as judge } from "../../ingest/dry-run.ts";
import { readItemType } from "../../ingest/item-formats.ts";
import { showDryRun } from "../../views/dry-run.ts";
import { readingOf } from "../../views/uploaded-input.ts";
import type { PartsOf } from "../route-parts.ts";
import type { dryRun } from "./operations.ts";

export async function dryRunItems(
  { body, headers, query }: CallOf<typeof dryRun>,
  { accounts, prices, now }: PartsOf<"accounts" | "prices" | "now">,
): Promise<Answer> {
  const read = { ...readItemType(headers["content-type"]), ...readingOf(query) };
  return json(200, showDryRun(await judge(body, read, { prices, accounts, nowMs: now() })));
}
