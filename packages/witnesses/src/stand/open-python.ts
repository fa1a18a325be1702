import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isAlive } from "@hailuo-queue/e2e";

/** The interpreter of an environment that has the packages. */
export interface Python {
  readonly file: string;
}

/**
 * An environment of Python with just these packages (`name==version`), kept in `.cache`. Undefined, with a line on
 * standard error, where there is no Python of at least 3.10 or the packages cannot be had: then what needs it is
 * skipped.
 */
export async function openPython(name: string, packages: readonly string[]): Promise<Python | undefined> {
  const place = fileURLToPath(new URL(`../../../../.cache/python/${name}-${packages.join("-")}`, import.meta.url));
  const file = join(place, "bin", "python");
  const whole = join(place, "whole");
  if (await isThere(whole)) return { file };
  await mkdir(join(place, ".."), { recursive: true });
  const release = await lock(`${place}.lock`);
  try {
    // Another test may have made it meanwhile.
    return (await isThere(whole)) || (await makePython(name, { place, file, whole, packages })) ? { file } : undefined;
  } finally {
    await release();
  }
}

interface Environment {
  readonly place: string;
  readonly file: string;
  /** Is there once all of it is. */
  readonly whole: string;
  readonly packages: readonly string[];
}

async function makePython(name: string, { place, file, whole, packages }: Environment): Promise<boolean> {
  const steps = [
    ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 10))"],
    ["python3", "-m", "venv", place],
    [file, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages],
    [file, "-c", `open(${JSON.stringify(whole)}, "w")`],
  ];
  await rm(place, { recursive: true, force: true });
  for (const [program = "", ...words] of steps) {
    const failure = await runStep(program, words);
    if (failure === undefined) continue;
    process.stderr.write(`skipped: ${name} cannot be run here: ${failure}\n`);
    return false;
  }
  return true;
}

const LOOK_EVERY_MS = 200;

/** Waits while another process has the file; one that died has it no more. */
async function lock(file: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: "wx" });
      return () => rm(file, { force: true });
    } catch {
      const holder = Number(await readFile(file, "utf8").catch(() => ""));
      if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
      else await pause(LOOK_EVERY_MS);
    }
  }
}

const INSTALL_MS = 300_000;

/** Why it did not succeed. */
async function runStep(program: string, words: readonly string[]): Promise<string | undefined> {
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"], timeout: INSTALL_MS });
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (told = (told + chunk).slice(-500)));
  try {
    const [code] = (await once(child, "close")) as [number | null];
    return code === 0 ? undefined : `${program} ended with ${code}: ${told.trim().split("\n").at(-1) ?? ""}`;
  } catch (error) {
    return String(error);
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
