import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { type Simulator, type SimulatorOptions, startSimulator } from "@hailuo-queue/simulator";
import { type HailuoEnd, type HailuoOptions, type HailuoProcess, startHailuo } from "./hailuo-process.ts";

/** A key that is easy to find where it must not be. */
export const API_KEY = "sk-e2e-KEEP-ME-SECRET";

/** A simulator, a directory, and the processes of a test. */
export interface Stand extends AsyncDisposable {
  readonly directory: string;
  readonly simulator: Simulator;
  /** Every create that arrived at the simulator, in their order. */
  readonly creates: readonly SeenCreate[];
  /** From now on no task ends, until it is released: so that a test comes in time however slow the machine is. */
  hold(): void;
  release(): void;
  /** Of every process; may be added to. */
  readonly env: Record<string, string>;
  start(words: readonly string[], options?: Partial<HailuoOptions>): HailuoProcess;
  run(words: readonly string[], options?: Partial<HailuoOptions>): Promise<HailuoEnd>;
  /** Writes a file in the directory and returns its name. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Closed with the stand, the last one first. */
  defer(close: () => Promise<unknown>): void;
}

/** A create that arrived at the simulator. */
export interface SeenCreate {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A simulator, a temporary directory, and processes that know of nothing else; all of it ends with the stand. */
export async function openStand(simulated: SimulatorOptions = {}): Promise<Stand> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "hailuo-e2e-")));
  const creates: SeenCreate[] = [];
  const onCreate = (path: string, body: SeenCreate["body"]): void => void creates.push({ path, body });
  const simulator = await startSimulator({
    apiKeys: [API_KEY],
    lifetime: { fixedMs: 300, jitter: 0.3 },
    onCreate,
    ...simulated,
  });
  const processes: HailuoProcess[] = [];
  const closers: (() => Promise<unknown>)[] = [];
  const outputs: string[] = [];
  const env: Record<string, string> = {
    HOME: directory,
    TMPDIR: directory,
    MINIMAX_API_KEY: API_KEY,
    MINIMAX_BASE_URL: simulator.url,
    HAILUO_OUT: join(directory, "videos"),
    HAILUO_STATE_DIR: join(directory, "state"),
    // First frames would be files as well, on machines that have it.
    HAILUO_FFMPEG: "off",
    HAILUO_MAX_IN_FLIGHT: "8",
    HAILUO_CREATE_PER_MINUTE: "600",
    HAILUO_POLL_MIN_MS: "50",
    HAILUO_POLL_MAX_MS: "100",
    HAILUO_HEALTH_HOST: "127.0.0.1",
    HAILUO_HEALTH_PORT: "0",
    // What a command says of a Redis that stays away is to be read soon.
    HAILUO_REDIS_WAIT_MS: "3000",
  };

  function start(words: readonly string[], options: Partial<HailuoOptions> = {}): HailuoProcess {
    const started = startHailuo(words, { directory, ...options, env: { ...env, ...options.env } });
    processes.push(started);
    started.ended.then(({ stdout, stderr }) => outputs.push(stdout, stderr)).catch(() => undefined);
    return started;
  }

  return {
    directory,
    simulator,
    creates,
    hold: () => simulator.configure({ speed: 1e-9 }),
    release: () => simulator.configure({ speed: 1 }),
    env,
    start,
    run: (words, options) => start(words, options).ended,
    async write(name, content) {
      await writeFile(join(directory, name), content);
      return name;
    },
    defer: (close) => void closers.push(close),
    async [Symbol.asyncDispose]() {
      await Promise.all(processes.map((each) => each[Symbol.asyncDispose]()));
      for (const close of closers.toReversed()) await close();
      await simulator.close();
      await rm(directory, { recursive: true, force: true });
      expect(outputs.filter((text) => text.includes(API_KEY))).toEqual([]);
    },
  };
}

export function jsonLines(items: readonly object[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join("");
}

/** Requests that no other of them equals, so that a twin in the books was bought twice. */
export function textPrompts(
  count: number,
  changes: object = {},
): { readonly custom_id: string; readonly prompt: string }[] {
  return Array.from({ length: count }, (_, at) => ({
    custom_id: `clip-${String(at + 1).padStart(3, "0")}`,
    model: "MiniMax-Hailuo-2.3",
    prompt: `A paper boat, number ${at + 1}, in the rain`,
    ...changes,
  }));
}
