import type { QuotaLack } from "../quota.ts";
import type { InputFacts } from "../stored-input.ts";

/** An input that is about to be kept. */
export interface NewInput {
  /** Hex. */
  readonly sha256: string;
  readonly facts: InputFacts;
  /** Where its content stands, announced before it was put there. */
  readonly objectKey: string;
}

/** An input of a tenant, as the books have it. */
export interface KeptInput extends NewInput {
  /** Unix ms, as all times here. */
  readonly createdAt: number;
  /** Unfinished generations that need it. */
  readonly users: number;
  /** Since when none does; undefined while one does. */
  readonly freeSince?: number;
}

/** What keeping an input did. */
export type KeepReceipt =
  | { readonly result: "kept" | "existing"; readonly input: KeptInput }
  | { readonly result: "full" }
  | { readonly result: "no_room"; readonly lack: QuotaLack };

/** A page of a tenant's inputs, newest first. */
export interface InputPage {
  readonly items: readonly KeptInput[];
  /** The last one's, where there are more. */
  readonly next?: { readonly createdAt: number; readonly sha256: string };
}

/** An object of which nothing is in the books any more, or was not yet. */
export interface InputLitter {
  readonly tenant: string;
  readonly objectKey: string;
  /** Of its content; 0 for what was never kept, and so never counted. */
  readonly bytes: number;
}

/**
 * The inputs of all tenants: who has which content, which unfinished generations need it, and what may go. A generation
 * takes its inputs with its submit and gives them back with its end, each in one step with it (see {@link Ledger}).
 * Another tenant's are not there.
 *
 * Each content stands under an object key that is used once: so whatever removes one that was given up can never hit
 * what was uploaded anew.
 */
export interface InputBooks {
  /** In the order of the hashes; undefined where there is none. */
  find(tenant: string, hashes: readonly string[]): Promise<readonly (KeptInput | undefined)[]>;
  /** The same, and the time of those that nobody needs begins anew: they are about to be named. */
  renew(tenant: string, hashes: readonly string[]): Promise<readonly (KeptInput | undefined)[]>;
  /**
   * Before an object is put: should this process die, it is removed after a while.
   * @throws InvalidInputError (`quota_bytes`) where the tenant has no room at all.
   */
  announce(tenant: string, objectKey: string): Promise<void>;
  /**
   * Keeps an announced object, or says that its content is there already (then the announced one is for the caller to
   * discard), or that the tenant has as many inputs or bytes as it may. What is kept counts from this very step on.
   * `replaces`: the object of the same content that was found to be damaged.
   */
  keep(tenant: string, input: NewInput, replaces?: string): Promise<KeepReceipt>;
  /** Newest first, behind the given one. */
  list(tenant: string, page: { readonly limit: number; readonly after?: InputPage["next"] }): Promise<InputPage>;
  /** `needed`: by an unfinished generation. What is removed becomes litter. */
  remove(tenant: string, sha256: string): Promise<"removed" | "needed" | "unknown">;
  /** Turns inputs that nobody has needed for so long into litter. Returns how many; 0 when there are no more. */
  expire(keepMs: number): Promise<number>;
  /** Objects to be deleted now, some at a time. */
  litter(): Promise<readonly InputLitter[]>;
  /**
   * An object that was deleted, or was never put; from then on it counts no more. True where it was still in the books
   * of litter.
   */
  cleared(litter: InputLitter): Promise<boolean>;
}
