import { defineStoreScript } from "../define-store-script.ts";

/** Writes one entry of the audit, and lets go of what is too much or too old. */
export const writeAuditScript = defineStoreScript<number, { readonly overflow: boolean }>({
  name: "hailuoWriteAudit",
  file: "events/write-audit",
  parse: (overflow) => ({ overflow: overflow === 1 }),
});
