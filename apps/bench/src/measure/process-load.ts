import { readFile } from "node:fs/promises";

/** Linux's USER_HZ: a tick of /proc/PID/stat, the same on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used so far, in user and kernel, all threads. */
export async function readCpuSeconds(pid: number): Promise<number> {
  return parseCpuSeconds(await readFile(`/proc/${pid}/stat`, "utf8"));
}

/**
 * Of a line of /proc/PID/stat. The second field is the program's name in brackets and may hold spaces and brackets
 * itself.
 */
export function parseCpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Memory of a process that is in RAM just now. */
export async function readRssBytes(pid: number): Promise<number> {
  return parseRssBytes(await readFile(`/proc/${pid}/status`, "utf8"));
}

/** Of /proc/PID/status. A process that is ending has none. */
export function parseRssBytes(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
