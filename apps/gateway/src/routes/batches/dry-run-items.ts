import { type Answer, type CallOf, json } from "../../http/route.ts";
import { dryRun as judge } from "../../ingest/dry-run.ts";
import { readItemFormat } from "../../ingest/item-formats.ts";
import { showDryRun } from "../../views/dry-run.ts";
import type { PartsOf } from "../route-parts.ts";
import type { dryRun } from "./operations.ts";

export async function dryRunItems(
  { body, headers }: CallOf<typeof dryRun>,
  { accounts, prices, now }: PartsOf<"accounts" | "prices" | "now">,
): Promise<Answer> {
  const format = readItemFormat(headers["content-type"]);
  return json(200, showDryRun(await judge(body, format, { prices, accounts, nowMs: now() })));
}
