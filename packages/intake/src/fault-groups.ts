import type { InputFault } from "./input-fault.ts";

/** Faults of one kind in one column. */
export interface FaultGroup {
  readonly first: InputFault;
  /** Where the others are; the first of them. */
  readonly others: readonly InputFault[];
  readonly count: number;
}

/** Faults grouped by kind and column, so that one mistake in 10,000 lines is reported once. Memory is bounded. */
export interface FaultGroups {
  readonly groups: readonly FaultGroup[];
  /** Of all kinds, told or not. */
  readonly count: number;
  /** Faults of kinds that are not kept. */
  readonly untold: number;
  add(fault: InputFault): void;
}

/** Groups faults as they come, with bounded memory: so many kinds, and of each so many places. */
export function createFaultGroups({
  mostGroups,
  mostPlaces,
}: {
  readonly mostGroups: number;
  readonly mostPlaces: number;
}): FaultGroups {
  const groups = new Map<string, { first: InputFault; others: InputFault[]; count: number }>();
  let count = 0;
  let untold = 0;
  return {
    get groups() {
      return [...groups.values()];
    },
    get count() {
      return count;
    },
    get untold() {
      return untold;
    },
    add(fault) {
      count += 1;
      const kind = kindOf(fault);
      const group = groups.get(kind);
      if (group === undefined) {
        if (groups.size < mostGroups) groups.set(kind, { first: fault, others: [], count: 1 });
        else untold += 1;
        return;
      }
      group.count += 1;
      if (group.others.length < mostPlaces) group.others.push(fault);
    },
  };
}

/** What two faults must share to be told together: the column, and the sentence but for the values in it. */
function kindOf({ field = "", message }: InputFault): string {
  return `${field}: ${message.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/\d+/g, "0")}`;
}
