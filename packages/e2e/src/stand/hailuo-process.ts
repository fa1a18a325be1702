import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PATIENCE_MS } from "./until.ts";

const SHIPPED = fileURLToPath(new URL("../../../../apps/cli/bin/hailuo.mjs", import.meta.url));
/** The same code, which starts in half the time; see infra/tests/bundle-programs.mjs. */
const bundles = process.env["HAILUO_TEST_PROGRAMS"];
/** What tests start with Node as `hailuo`. */
export const HAILUO = bundles === undefined ? SHIPPED : join(bundles, "cli.mjs");

/** A line of standard output that is a JSON object. */
export type JsonLine = Readonly<Record<string, unknown>>;

/** How a process is started. */
export interface HailuoOptions {
  /** All that the process sees: nothing is inherited but PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly stdin?: string | Uint8Array;
  /** An open file for both outputs, in the place of pipes that are read. */
  readonly output?: number;
  /** Starts the file that users start, in place of a bundle of the same code. */
  readonly asShipped?: boolean;
}

/** How a process ended, and what it wrote. */
export interface HailuoEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of standard output that are JSON objects. */
  readonly json: readonly JsonLine[];
}

/** One `hailuo …` in a process of its own. */
export interface HailuoProcess extends AsyncDisposable {
  readonly pid: number;
  /** The first line of either output that matches, so far or to come. Rejects when the process ends without one. */
  line(matches: (line: string) => boolean): Promise<string>;
  /** The same for JSON lines of standard output. */
  jsonLine(matches: (line: JsonLine) => boolean): Promise<JsonLine>;
  signal(name: NodeJS.Signals): void;
  /** Rejects when the process hung and had to be killed. */
  readonly ended: Promise<HailuoEnd>;
}

export function startHailuo(words: readonly string[], options: HailuoOptions): HailuoProcess {
  const child = spawn(process.execPath, [options.asShipped === true ? SHIPPED : HAILUO, ...words], {
    cwd: options.directory,
    env: { PATH: process.env["PATH"] ?? "", ...options.env },
    stdio: ["pipe", options.output ?? "pipe", options.output ?? "pipe"],
  });
  if (child.stdin === null) throw new Error("unreachable: its standard input is a pipe");
  const output = collectOutput(child);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, PATIENCE_MS);
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.stdin ?? "");
  const ended = new Promise<HailuoEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      output.end();
      const { stdout, stderr } = output;
      if (late)
        reject(
          new Error(
            `hailuo ${words.join(" ")} did not end within ${PATIENCE_MS} ms.\n${tail(stdout)}\n${tail(stderr)}`,
          ),
        );
      else resolve({ code, signal, stdout, stderr, json: readJson(stdout) });
    });
  });
  // Whoever waits for it is told; a test that ended earlier is not.
  ended.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    line: (matches) => output.line(matches),
    jsonLine: async (matches) =>
      JSON.parse(await output.line((line) => isObject(line) && matches(JSON.parse(line) as JsonLine))) as JsonLine,
    signal: (name) => void child.kill(name),
    ended,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await ended.catch(() => undefined);
    },
  };
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
  line(matches: (line: string) => boolean): Promise<string>;
  end(): void;
}

function collectOutput(child: ChildProcess): Output {
  const texts = { stdout: "", stderr: "" };
  const rests = { stdout: "", stderr: "" };
  const lines: string[] = [];
  const watchers = new Set<{ readonly seen: (line: string) => void; readonly gone: () => void }>();
  let over = false;
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
      texts[name] += chunk;
      const pieces = (rests[name] + chunk).split("\n");
      rests[name] = pieces.pop() ?? "";
      for (const line of pieces) {
        lines.push(line);
        for (const watcher of watchers) watcher.seen(line);
      }
    });
  }
  return {
    get stdout() {
      return texts.stdout;
    },
    get stderr() {
      return texts.stderr;
    },
    line: (matches) =>
      new Promise((resolve, reject) => {
        const found = lines.find(matches);
        if (found !== undefined) return resolve(found);
        const gone = (): void =>
          reject(
            new Error(
              `The process ended without the line that was waited for.\n${tail(texts.stdout)}\n${tail(texts.stderr)}`,
            ),
          );
        if (over) return gone();
        const watcher = {
          seen: (line: string): void => {
            if (!matches(line)) return;
            watchers.delete(watcher);
            resolve(line);
          },
          gone,
        };
        watchers.add(watcher);
      }),
    end: () => {
      over = true;
      for (const watcher of watchers) watcher.gone();
    },
  };
}

function readJson(text: string): readonly JsonLine[] {
  return text
    .split("\n")
    .filter(isObject)
    .map((line) => JSON.parse(line) as JsonLine);
}

/** A last line that is cut in the middle by SIGKILL is no object. */
function isObject(line: string): boolean {
  return line.startsWith("{") && line.endsWith("}");
}

function tail(text: string): string {
  return text.slice(-2000);
}
