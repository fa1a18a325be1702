import type { GenerationRequest } from "../generation-request.ts";

export interface CallOptions {
  readonly signal: AbortSignal;
  /** The account whose key is used; default the only one. */
  readonly account?: string;
}

/** The provider's task, in our words. */
export interface ProviderTask {
  readonly status: "waiting" | "running" | "succeeded" | "failed";
  /** The provider's own word, for people. */
  readonly rawStatus: string;
  /** There when succeeded. */
  readonly fileId?: string;
  /** The provider's reason when failed. */
  readonly failure?: { readonly code: string; readonly message: string };
}

export interface ProviderFile {
  readonly downloadUrl: string;
  /** Unix ms, when the link names it. */
  readonly expiresAt?: number;
}

/** The video provider. Every method throws ProviderError; none repeats a call by itself. */
export interface VideoProvider {
  /** Buys a task. COSTS MONEY when it is accepted; there is no idempotency key. */
  createTask(request: GenerationRequest, options: CallOptions): Promise<{ readonly taskId: string }>;
  getTask(taskId: string, options: CallOptions): Promise<ProviderTask>;
  /** Signs a new link at every call. */
  getFile(fileId: string, options: CallOptions): Promise<ProviderFile>;
}
