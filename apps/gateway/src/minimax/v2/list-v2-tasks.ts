import { type GenerationRecord, InvalidInputError, MODELS, optional, wireOf } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { singlesBatch } from "../../routes/owned.ts";
import type { PartsOf } from "../../routes/route-parts.ts";
import { contentOf } from "../../videos/content-of.ts";
import { isProviderName } from "../provider-names.ts";
import type { list } from "./operations.ts";
import { showV2Task, v2StatusOf } from "./show-v2-task.ts";

/** As far back as the provider lists tasks. */
const WINDOW_MS = 7 * 24 * 60 * 60_000;
const PAGE = 200;
/** A call looks at no more of a tenant's generations than that, the newest: it has to read each. */
const MOST_LOOKED_AT = 2000;

type Filter = CallOf<typeof list>["query"];

/** The tenant's tasks of the last seven days, the newest first. */
export async function listV2Tasks(
  { own, query, headers }: CallOf<typeof list>,
  parts: PartsOf<"links" | "store" | "now">,
): Promise<Answer> {
  const since = parts.now() - WINDOW_MS;
  const ids = query["filter.task_ids"];
  const found = ids.length > 0 ? await findNamed(own, ids) : await findNewest(own, since);
  const matching = found.filter(({ createdAt, ...record }) => createdAt >= since && matches(record, query));
  const { page_num: page, page_size: size } = query;
  const items = await Promise.all(
    matching
      .slice((page - 1) * size, page * size)
      .map(async (record) => showV2Task(record, record.customId ?? "", await contentOf(record, headers.host, parts))),
  );
  return json(200, { items, total: matching.length });
}

async function findNamed(own: TenantProducer, ids: readonly string[]): Promise<readonly GenerationRecord[]> {
  const batch = singlesBatch(own.tenant);
  const found = await Promise.all([...new Set(ids)].filter(isProviderName).map((id) => own.findByCustomId(batch, id)));
  return found.filter((record) => record !== undefined).toSorted((one, other) => other.createdAt - one.createdAt);
}

async function findNewest(own: TenantProducer, since: number): Promise<readonly GenerationRecord[]> {
  const found: GenerationRecord[] = [];
  for (let after: string | undefined; found.length < MOST_LOOKED_AT;) {
    const { items, hasMore } = await pageBehind(own, after);
    found.push(...items);
    const oldest = items.at(-1);
    if (!hasMore || oldest === undefined || oldest.createdAt < since) break;
    after = oldest.id;
  }
  return found;
}

/** Behind one that was deleted meanwhile there is no page. */
async function pageBehind(own: TenantProducer, after: string | undefined): ReturnType<TenantProducer["singles"]> {
  try {
    return await own.singles(singlesBatch(own.tenant), { order: "newest", limit: PAGE, ...optional({ after }) });
  } catch (error) {
    if (error instanceof InvalidInputError && error.code === "bad_cursor") return { items: [], hasMore: false };
    throw error;
  }
}

function matches(
  { customId = "", state, request }: Pick<GenerationRecord, "customId" | "state" | "request">,
  query: Filter,
): boolean {
  const { "filter.status": status, "filter.model": model, "filter.task_type": taskType } = query;
  const wire = wireOf(request.model);
  return (
    isProviderName(customId) &&
    MODELS[request.model].side === "v2" &&
    (status === undefined || status === v2StatusOf({ state })) &&
    (model === undefined || model === wire.model) &&
    (taskType === undefined || taskType === wire.taskType)
  );
}
