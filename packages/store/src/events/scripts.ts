import { defineStoreScript } from "../define-store-script.ts";

export const writeAuditScript = defineStoreScript<number, { readonly overflow: boolean }>({
  name: "hailuoWriteAudit",
  file: "events/write-audit",
  parse: (overflow) => ({ overflow: overflow === 1 }),
});
