import { type Answer, type CallOf, json } from "../../http/route.ts";
import { ingestItems } from "../../ingest/ingest-items.ts";
import { readItemType } from "../../ingest/item-formats.ts";
import { showBatchOf } from "../../views/batch.ts";
import { readingOf } from "../../views/uploaded-input.ts";
import type { PartsOf } from "../route-parts.ts";
import type { send } from "./operations.ts";
import { sealOwn } from "./seal-own.ts";

export async function sendItems(
  { key, own, params, query, body, headers, tell }: CallOf<typeof send>,
  { quota, arrivals, workbooks }: PartsOf<"quota" | "arrivals" | "workbooks">,
): Promise<Answer> {
  await own.batch(params.id);
  const memory = workbooks.open(key.tenant);
  const report = await ingestItems(own, body, {
    batchId: params.id,
    read: { ...readItemType(headers["content-type"]), ...readingOf(query), hold: memory.take },
    start: query.start,
    requireRoom: (more) => quota.requireRoom(key.tenant, more),
    keepMedia: arrivals.keepMedia(key.tenant),
  }).finally(() => memory.over());
  const { received, created, invalid } = report;
  tell({
    details: {
      received: String(received),
      created: String(created),
      invalid: String(invalid),
      seal: String(query.seal),
    },
  });
  if (query.seal) await sealOwn(own, params.id, query.start + report.received);
  return json(200, { object: "upload", ...report, batch: await showBatchOf(own, params.id) });
}
