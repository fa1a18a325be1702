import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { PATIENCE_MS } from "@hailuo-queue/e2e";
import type { Door } from "./open-door.ts";

/** How a program ended, and what it wrote. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of Node, or of another interpreter, in the door's directory until it ends. Rejects when it hangs. */
export async function runProgram(
  door: Pick<Door, "stand" | "env">,
  file: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  interpreter = process.execPath,
): Promise<ProgramEnd> {
  const child = spawn(interpreter, [file, ...words], {
    cwd: door.stand.directory,
    env: { ...door.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (chunk: string) => void (texts[name] += chunk));
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  if (signal !== null)
    throw new Error(`${file} ${words.join(" ")} ended by ${signal}:\n${texts.stdout}\n${texts.stderr}`);
  return { code, ...texts };
}

/** The file of a program that a package of the registry brings, by the name in its `bin`. */
export function programOf(packageName: string, name: string): string {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin } = require(manifest) as { readonly bin: Readonly<Record<string, string>> | string };
  return createRequire(manifest).resolve(
    `./${(typeof bin === "string" ? bin : (bin[name] ?? "")).replace(/^\.\//, "")}`,
  );
}

/** Of a program's package, as it is installed. */
export function versionOf(packageName: string): string {
  const require = createRequire(import.meta.url);
  return (require(`${packageName}/package.json`) as { readonly version: string }).version;
}
