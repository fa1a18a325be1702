import type { Ledger } from "@hailuo-queue/contracts";
import { noteInLog } from "@hailuo-queue/runtime";

/** The same ledger: what a stage reads of its generation stands in the lines that it logs. */
export function nameInLogs<Named extends Ledger>(ledger: Named): Named {
  return {
    ...ledger,
    async get(id) {
      const record = await ledger.get(id);
      if (record !== undefined) noteInLog(record);
      return record;
    },
    transition(id, transition) {
      const { batchId } = transition;
      if (batchId !== undefined) noteInLog({ id, batchId });
      return ledger.transition(id, transition);
    },
  };
}
