import type { ChangeReceipt } from "./change-request.ts";
import type { TaskNaming } from "./judge-request.ts";

/** Fields of a request that are to be other ones; null takes one away. */
export type RequestEdit = Readonly<Record<string, unknown>>;

/** What an edit did; `same`: that is its request already, and nothing was done. */
export type EditReceipt = ChangeReceipt | { readonly result: "same"; readonly id: string; readonly take: number };

/** How an edit is made. */
export interface EditOptions {
  /** Whether the request may name tasks of the provider (`source_task_id`); default any. */
  readonly tasks?: TaskNaming;
}
