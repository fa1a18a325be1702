/** One reason why an input cannot be used. Without a line it concerns the whole file. */
export interface InputFault {
  /** From 1. */
  readonly line?: number;
  /** Of a table, where it is not the line. */
  readonly row?: number;
  /** The caller's own name for the entry. */
  readonly customId?: string;
  readonly field?: string;
  readonly message: string;
}

/** `prompts.jsonl:17: warning: image_url: has 300 x 500 pixels; …` */
export function formatDoubt(source: string, doubt: InputFault): string {
  return formatFault(source, { ...doubt, field: doubt.field === undefined ? "warning" : `warning: ${doubt.field}` });
}

/** `prompts.jsonl:17: duration: MiniMax-Hailuo-02 makes 1080P videos of 6 s, not 10 s` */
export function formatFault(source: string, { line, field, message }: InputFault): string {
  const place = line === undefined ? source : `${source}:${line}`;
  return field === undefined ? `${place}: ${message}` : `${place}: ${field}: ${message}`;
}

/** Counts every fault and keeps the first `limit` of them: a file of a million bad lines must not fill the memory. */
export interface FaultList {
  readonly kept: readonly InputFault[];
  readonly count: number;
  add(fault: InputFault): void;
}

/** Makes a list that keeps the first `limit` faults and counts all of them. */
export function createFaultList(limit: number): FaultList {
  const kept: InputFault[] = [];
  let count = 0;
  return {
    kept,
    get count() {
      return count;
    },
    add(fault) {
      count += 1;
      if (kept.length < limit) kept.push(fault);
    },
  };
}
