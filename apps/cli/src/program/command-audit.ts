import type { AuditVerb } from "@hailuo-queue/contracts";

/**
 * Every command by its words: what it is called in the audit when it changes something, or why it is not in there. A command that is
 * missing here fails its test; one that changes something gets a producer that can only from withChange, which writes the audit.
 */
export const COMMAND_AUDIT: Readonly<Record<string, readonly AuditVerb[] | { readonly none: string }>> = {
  run: ["batch.submit"],
  submit: ["batch.submit"],
  upscale: ["batch.submit"],
  cancel: ["generation.cancel", "batch.cancel"],
  retry: ["generation.retry", "batch.retry"],
  resolve: ["generation.resolve", "batch.resolve"],
  "batches pause": ["batch.pause"],
  "batches resume": ["batch.resume"],
  "batches set": ["batch.set"],
  "tenants set": ["tenant.set"],
  "tenants pause": ["tenant.pause"],
  "tenants resume": ["tenant.resume"],
  "accounts set": ["account.set"],
  "accounts pause": ["account.pause"],
  "accounts drain": ["account.drain"],
  "accounts resume": ["account.resume"],
  "keys create": ["key.create"],
  "keys revoke": ["key.revoke"],
  status: { none: "it looks" },
  watch: { none: "it looks" },
  get: { none: "it looks" },
  explain: { none: "it looks" },
  list: { none: "it looks" },
  results: { none: "it looks" },
  audit: { none: "it looks" },
  "batches list": { none: "it looks" },
  "tenants list": { none: "it looks" },
  "accounts list": { none: "it looks" },
  "keys list": { none: "it looks" },
  prices: { none: "it looks" },
  templates: { none: "it looks" },
  doctor: { none: "it changes nothing that lasts" },
  gateway: { none: "it serves callers, whose changes are in the audit" },
  dashboard: { none: "it serves a read-only page" },
  worker: { none: "it carries out what others asked for" },
  simulate: { none: "it serves an imitation of the provider" },
};
