import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Stand } from "./open-stand.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

export interface ExampleProcess {
  /** The first line of standard output that matches, so far or to come. Rejects when the example ends without one. */
  line(pattern: RegExp): Promise<string>;
  /** What it printed. Rejects when it failed. */
  readonly ended: Promise<string>;
}

/** Runs a file of examples/ as its first lines say: by tsx, on the build. It is killed with the stand. */
export function runExample(
  stand: Stand,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ExampleProcess {
  const child = spawn(process.execPath, ["--import", "tsx", ...words], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], ...stand.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const look = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const each of look) each();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(stdout) : reject(new Error(`${words.join(" ")} ended with ${code}\n${stdout}\n${stderr}`)),
    );
  });
  ended.catch(() => undefined);
  stand.defer(async () => {
    child.kill("SIGKILL");
    await ended.catch(() => undefined);
  });
  const line = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const lookAgain = (): void => {
        const found = stdout.split("\n").find((each) => pattern.test(each));
        if (found !== undefined) resolve(found);
      };
      look.add(lookAgain);
      lookAgain();
      ended.then(
        () => reject(new Error(`${words.join(" ")} ended without ${pattern}\n${stdout}\n${stderr}`)),
        (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
      );
    });
  return { line, ended };
}
