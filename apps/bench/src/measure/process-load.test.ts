import { expect, test } from "@jest/globals";
import { parseCpuSeconds, parseRssBytes, readCpuSeconds, readRssBytes } from "./process-load.ts";

test("CPU time is user and kernel time, also behind a program name with spaces and brackets", () => {
  const stat = "42 (node (main) x) S 1 42 42 0 -1 4194304 1 2 3 4 1250 350 7 8 20 0 11 0 99 1 1";
  expect(parseCpuSeconds(stat)).toBe(16);
});

test("RSS is told in bytes, and is 0 for a process that is ending", () => {
  expect(parseRssBytes("Name:\tnode\nVmHWM:\t  99 kB\nVmRSS:\t   1024 kB\n")).toBe(1_048_576);
  expect(parseRssBytes("Name:\tnode\nState:\tZ (zombie)\n")).toBe(0);
});

test("this very process has used some of both, as Node itself counts", async () => {
  const { user, system } = process.cpuUsage();
  expect(await readCpuSeconds(process.pid)).toBeGreaterThan((user + system) / 1e6 - 0.1);
  expect(await readRssBytes(process.pid)).toBeGreaterThan(process.memoryUsage().heapUsed / 2);
});
