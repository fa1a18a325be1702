import { isStoredInput, optional, readStoredInput, RefusedRequestError } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { readIdempotencyKey, resendKey } from "../http/idempotency-key.ts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import { warningHeader } from "../minimax/warning-header.ts";
import { singlesBatch } from "../routes/owned.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import type { create } from "./operations.ts";
import { readOpenaiRequest, refuseFields } from "./read-request.ts";
import { pollHeaders, showVideo } from "./show-video.ts";

/** The video is one of the tenant's single generations. */
export async function createVideo(
  { own, body, headers, tell, resend }: CallOf<typeof create>,
  { quota, arrivals, objectKeyTemplate }: PartsOf<"quota" | "arrivals" | "objectKeyTemplate">,
): Promise<Answer> {
  const idempotencyKey = readIdempotencyKey(headers["idempotency-key"]);
  const { request, warnings } = await readOpenaiRequest(body, {
    keepMedia: arrivals.keepMedia(own.tenant),
    shapeOf: (url) => shapeOfInput(own, url),
  });
  await quota.requireRoom(own.tenant, 1);
  const options = { batchId: singlesBatch(own.tenant), objectKeyTemplate };
  const item = { request, ...optional({ idempotencyKey: idempotencyKey ?? resendKey(resend) }) };
  const { id } = await own.submit(item, options).catch((error: unknown) => {
    if (error instanceof RefusedRequestError) throw refuseFields(error.faults);
    throw error;
  });
  tell({ about: { generation: id } });
  const record = await own.get(id);
  return json(200, showVideo(record), {
    ...pollHeaders(record),
    ...warningHeader(warnings),
  });
}

/** Width by height of a picture that the tenant has as an input. */
async function shapeOfInput(own: TenantProducer, url: string): Promise<number | undefined> {
  if (!isStoredInput(url)) return undefined;
  // What is not there is refused by the submit, at its field.
  const input = await own.input(readStoredInput(url).sha256).catch(() => undefined);
  return input?.facts.kind === "image" ? input.facts.width / input.facts.height : undefined;
}
