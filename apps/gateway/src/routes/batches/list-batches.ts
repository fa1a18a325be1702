import { optional } from "@hailuo-queue/contracts";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatch } from "../../views/batch.ts";
import type { list } from "./operations.ts";

export async function listBatches({ own, query: { limit, cursor, name, tag } }: CallOf<typeof list>): Promise<Answer> {
  const page = await own.batches({ limit, ...optional({ cursor, name, tags: tagsOf(tag) }) });
  return json(200, {
    object: "list",
    data: await Promise.all(page.items.map(async (batch) => showBatch(batch, await own.batchEnd(batch)))),
    next_cursor: page.nextCursor ?? null,
  });
}

function tagsOf(given: string | readonly string[] | undefined): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return undefined;
  const tags = new Map<string, string>();
  for (const text of [given].flat()) {
    const [, key = "", value = ""] = /^([^:=]+)[:=](.*)$/s.exec(text) ?? [];
    if (tags.has(key) && tags.get(key) !== value)
      throw new Problem(400, "invalid_request", {
        detail: "The query has a fault.",
        errors: [{ field: "tag", message: `asks for two values of ${key}; a batch has one` }],
      });
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}
