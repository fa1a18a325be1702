import { type BulkParts, previewBulk, runBulk } from "./bulk.ts";
import { findGenerations } from "./find-generations.ts";
import type { FindCalls } from "../types.ts";

/** Find, preview and bulk over one source: of all, or of a tenant. */
export function createFindCalls(parts: BulkParts): FindCalls {
  return {
    find: (where, page = {}) => findGenerations(parts.source, where, { ...page, now: parts.now() }),
    previewBulk: (where, what) => previewBulk(parts, where, what),
    bulk: (where, what, agreed) => runBulk(parts, where, what, agreed),
  };
}
