import type { TaskUsage } from "../task-usage.ts";
import type { GenerationRequest } from "../generation-request.ts";

/** Of any call to the provider. */
export interface CallOptions {
  readonly signal: AbortSignal;
  /** The account whose key is used; default the only one. */
  readonly account?: string;
}

/** Of the call that costs money. */
export interface CreateOptions extends CallOptions {
  /** Where the provider tells of the task's changes, if its API can. */
  readonly callbackUrl?: string;
}

/** The provider's task, in our words. */
export interface ProviderTask {
  readonly status: "waiting" | "running" | "succeeded" | "failed";
  /** The provider's own word, for people. */
  readonly rawStatus: string;
  /**
   * There when succeeded: what `getFile` is asked for. Where the API gives a link with the task instead of a file, this
   * is the task's own id: a link is a credential that expires, so it is asked for when it is used and never kept.
   */
  readonly fileId?: string;
  /** There when succeeded, where the API tells it: what is billed. */
  readonly usage?: TaskUsage;
  /** The provider's reason when failed. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/** Where the video of a task is; the link expires and is a credential. */
export interface ProviderFile {
  readonly downloadUrl: string;
  /** The same video elsewhere, where the provider names a second place. */
  readonly backupUrl?: string;
  /** Unix ms, when the link names it. */
  readonly expiresAt?: number;
  /** There where the result is a text: then there is no link, and `downloadUrl` is empty. */
  readonly text?: string;
}

/** The video provider. Every method throws ProviderError; none repeats a call by itself. */
export interface VideoProvider {
  /** Buys a task. COSTS MONEY when it is accepted; there is no idempotency key. */
  createTask(request: GenerationRequest, options: CreateOptions): Promise<{ readonly taskId: string }>;
  getTask(taskId: string, options: CallOptions): Promise<ProviderTask>;
  /** Signs a new link at every call. */
  getFile(fileId: string, options: CallOptions): Promise<ProviderFile>;
}

/** Which tasks of an account are listed. */
export interface TaskListQuery {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** The provider's own word, e.g. `running`. */
  readonly status?: string;
  readonly taskIds?: readonly string[];
  readonly model?: string;
}

/** A task as a list tells of it: what it was asked for, as far as the provider repeats that. */
export interface ListedTask {
  readonly taskId: string;
  readonly task: ProviderTask;
  readonly model?: string;
  /** Unix ms. */
  readonly createdAt?: number;
  readonly duration?: number;
  readonly resolution?: string;
  readonly ratio?: string;
  /** The provider's own word for what was asked for; `generation` for a video from a request. */
  readonly taskType?: string;
  /**
   * There when the list does not tell its state so that it could be used, such as a success without a link: a single
   * query may.
   */
  readonly unclear?: true;
}

/** A page of tasks. */
export interface TaskPage {
  readonly tasks: readonly ListedTask[];
  /** Over all pages; Infinity where that is not told. */
  readonly total: number;
}

/**
 * What only the v2 API offers, for the tasks of the last seven days.
 * @throws ProviderError; `not_offered` for an account whose API cannot do it, before anything is sent.
 */
export interface TaskApi {
  /** Whether this account's API can. */
  hasTaskApi(account: string): boolean;
  listTasks(query: TaskListQuery, options: CallOptions): Promise<TaskPage>;
  /** One task with what it was asked for, by a single query, which knows a task before the list does. */
  describeTask(taskId: string, options: CallOptions): Promise<ListedTask>;
  /**
   * Cancels a task that still waits: it is not charged, and `cancelled` comes back. A task that runs is refused. TRAP:
   * of a task that is over the provider deletes the record (`deleted`), and with it the way to its video: ask for its
   * state just before.
   */
  cancelTask(taskId: string, options: CallOptions): Promise<"cancelled" | "deleted">;
}
