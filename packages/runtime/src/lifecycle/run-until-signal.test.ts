import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s closes everything, the last opened first, and exits 0",
  async (signal) => {
    const run = await startProcess("runs", "started");
    run.child.kill(signal);
    expect(await run.exitCode).toBe(0);
    expect(run.stdout()).toBe("started\nclosed the last\nclosed the first\n");
    expect(run.stderr()).toContain('"msg":"shutdown ended"');
  },
);

test.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const)("a second %s ends a process that hangs at once with %i", async (signal, code) => {
  const run = await startProcess("never-closes", "started");
  run.child.kill("SIGTERM");
  await run.saw("closed the last");
  run.child.kill(signal);
  expect(await run.exitCode).toBe(code);
});

test("a close that takes longer than its grace ends with 1 and a line that says so", async () => {
  const run = await startProcess("closes-slowly", "started");
  run.child.kill("SIGTERM");
  expect(await run.exitCode).toBe(1);
  expect(run.stderr()).toContain("shutdown took longer than its grace");
});

test("a close that fails ends with 1, after the rest was closed", async () => {
  const run = await startProcess("fails-to-close", "started");
  run.child.kill("SIGTERM");
  expect(await run.exitCode).toBe(1);
  expect(run.stdout()).toContain("closed the first");
  expect(run.stderr()).toContain("stuck");
});

test("a signal during the start waits for it, and closes what came late", async () => {
  const run = await startProcess("starts-slowly", "starting");
  run.child.kill("SIGTERM");
  expect(await run.exitCode).toBe(0);
  expect(run.stdout()).toContain("closed what came late\nclosed the last\nclosed the first\n");
});

test.each([
  ["bad-settings", 2, "MINIMAX_API_KEY is not set"],
  ["fails-to-start", 1, "no way"],
  ["crashes", 1, "nobody caught this"],
  ["rejects", 1, "nobody awaited this"],
])("a process that %s closes what is open, says why and exits %i", async (behaviour, code, reason) => {
  const run = await startProcess(behaviour, "closed the first");
  expect(await run.exitCode).toBe(code);
  expect(run.stderr()).toContain(reason);
});

interface RunningProcess {
  readonly child: ChildProcess;
  readonly exitCode: Promise<number | null>;
  saw(text: string): Promise<void>;
  stdout(): string;
  stderr(): string;
}

async function startProcess(behaviour: string, until: string): Promise<RunningProcess> {
  const main = fileURLToPath(new URL("../../dist/lifecycle/__fixtures__/signalled-process.js", import.meta.url));
  const child = spawn(process.execPath, [main, behaviour], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const exitCode = once(child, "close").then(([code]) => code as number | null);
  const saw = async (text: string): Promise<void> => {
    while (!stdout.includes(text)) await Promise.race([once(child.stdout, "data"), exitCode]);
  };
  await saw(until);
  return { child, exitCode, saw, stdout: () => stdout, stderr: () => stderr };
}
