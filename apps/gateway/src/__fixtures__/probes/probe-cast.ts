/** What one tenant has, to be asked for by whoever. */
export interface TenantThings {
  readonly tenant: string;
  readonly generations: readonly string[];
  readonly batches: readonly string[];
  /** The provider's names for generations that came by its door. */
  readonly taskNumbers: readonly string[];
  /** The provider's names for its inputs. */
  readonly fileNumbers: readonly string[];
  readonly customIds: readonly string[];
  /** Of webhooks that were sent, or were to be. */
  readonly events: readonly string[];
  /** With which its batches were opened. */
  readonly idempotencyKeys: readonly string[];
  /** As pages of its lists gave them. */
  readonly cursors: readonly string[];
  /** Of its state changes: what Last-Event-ID names. */
  readonly streamEvents: readonly string[];
  /** What it put into storage, as requests name it. */
  readonly inputs: readonly string[];
  /** The provider's. */
  readonly taskIds: readonly string[];
}

/** Who plays in a run of probes: the caller's own things and keys, and what another tenant has. */
export interface ProbeCast {
  readonly mine: TenantThings;
  readonly theirs: TenantThings;
  readonly tokens: Readonly<Record<"read" | "submit" | "admin" | "revoked", string>>;
}

/** Well-formed names of things that never were. */
export const NOBODYS: TenantThings = {
  tenant: "nobody",
  generations: [`gen_${"0".repeat(32)}`],
  batches: [`batch_${"0".repeat(32)}`, "tenant-nobody"],
  taskNumbers: ["123456789012345"],
  fileNumbers: ["712345678901234"],
  customIds: ["nobody-called-it-so"],
  events: ["evt_1-1"],
  idempotencyKeys: ["nobody used it"],
  cursors: ["batch_0:0"],
  streamEvents: ["1-1"],
  inputs: [`input://sha256-${"0".repeat(64)}.png`],
  taskIds: ["1"],
};

/** For probes of what admins change: never a tenant that the run itself needs. */
export const BYSTANDERS: readonly string[] = ["default", "bystander", "nobody-there"];

/** As paths name it. */
export function inputHash(input: string): string {
  return /[0-9a-f]{64}/.exec(input)?.[0] ?? input;
}
