/**
 * What can be done, as it is called in the audit; stable. Submissions stand in a stream of their own, so that a flood
 * of them does not push out the changes.
 */
export const AUDIT_VERBS = {
  "generation.create": "submission",
  "batch.create": "submission",
  "batch.items": "submission",
  "batch.seal": "submission",
  "input.create": "submission",
  /** A whole file, by the CLI. */
  "batch.submit": "submission",
  "generation.cancel": "change",
  "generation.delete": "change",
  "generation.edit": "change",
  "generation.retry": "change",
  "generation.resolve": "change",
  /** Of all that a filter lets pass. */
  "bulk.cancel": "change",
  "bulk.retry": "change",
  "batch.set": "change",
  "batch.pause": "change",
  "batch.resume": "change",
  "batch.cancel": "change",
  "batch.retry": "change",
  "batch.resolve": "change",
  "input.delete": "change",
  "webhook.secret": "change",
  "webhook.replay": "change",
  "account.set": "change",
  "account.pause": "change",
  "account.resume": "change",
  "account.drain": "change",
  /** Tried again at once, though the provider refused it lately. */
  "account.probe": "change",
  "tenant.set": "change",
  "tenant.pause": "change",
  "tenant.resume": "change",
  "key.create": "change",
  "key.revoke": "change",
} as const satisfies Record<string, "submission" | "change">;
/** See AUDIT_VERBS. */
export type AuditVerb = keyof typeof AUDIT_VERBS;

/**
 * What is told of a change beside its name. Never a secret, a prompt, or what a caller sent as a whole; long texts are
 * cut.
 */
export interface AuditTold {
  /** Whose thing it is; none of what belongs to the deployment. */
  readonly tenant?: string;
  /** Ids, by the kind of thing: `generation`, `batch`, `account`, `key`, `task`, `input`. */
  readonly about?: Readonly<Record<string, string>>;
  /** E.g. `weight`: `1 -> 2`, or `why`. */
  readonly details?: Readonly<Record<string, string>>;
}

/** `refused`: nothing was done. `failed`: it broke off, perhaps in the middle. */
export type AuditOutcome =
  | { readonly outcome: "done" }
  | { readonly outcome: "refused" | "failed"; readonly code: string };

/** An entry before it is written. */
export type AuditNote = AuditTold &
  AuditOutcome & {
    /** `key <id>`, `cli <user>@<host>`. */
    readonly who: string;
    readonly what: AuditVerb;
  };

/** An entry as it is kept. */
export type AuditEntry = AuditNote & {
  readonly id: string;
  /** Unix ms, by Redis's clock. */
  readonly at: number;
};

/** Which entries are read. */
export interface AuditFilter {
  readonly tenant?: string;
  /** A verb, or how it begins: `account.`. */
  readonly what?: string;
  /** Not before this. Unix ms. */
  readonly sinceMs?: number;
  /** Default 50. */
  readonly limit?: number;
  /** As a page gave it. */
  readonly cursor?: string;
}

/** A page of entries, newest first. */
export interface AuditPage {
  readonly items: readonly AuditEntry[];
  /** Undefined on the last page. A page may be short, or empty, before it. */
  readonly nextCursor?: string;
}

/** Who did what to whose thing, when, and how it ended; bounded in number, bytes and age. */
export interface AuditLog {
  /** `caller`: the tenant that called, whose entries have a limit among those of others. */
  write(note: AuditNote, options?: { readonly caller?: string }): Promise<void>;
  /**
   * Newest first.
   * @throws InvalidInputError (`bad_cursor`).
   */
  read(filter?: AuditFilter): Promise<AuditPage>;
}
