import { startSimulator, type Simulator, type SimulatorOptions } from "../index.ts";

export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown> & { readonly base_resp?: { status_code: number; status_msg: string }; readonly error?: string };
}

export interface V2Task {
  readonly id: string;
  readonly status: string;
  readonly content?: { readonly url: string };
  readonly usage: object;
  readonly [field: string]: unknown;
}

/** A simulator whose time stands still until the test moves it, and a client that sends one key. */
export interface Stand extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly clock: { now: number };
  get(path: string, headers?: Record<string, string>): Promise<JsonAnswer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<JsonAnswer>;
  delete(path: string, headers?: Record<string, string>): Promise<JsonAnswer>;
  /** A text to video of MiniMax-H3. */
  createV2(changes?: Record<string, unknown>): Promise<JsonAnswer>;
  taskV2(taskId: unknown): Promise<JsonAnswer & { readonly task: V2Task }>;
  createV1(changes?: Record<string, unknown>): Promise<JsonAnswer>;
  createDocumented(changes?: Record<string, unknown>): Promise<JsonAnswer>;
  taskV1(taskId: unknown): Promise<JsonAnswer>;
}

export const MODEL = "MiniMax-Hailuo-2.3";

export async function openStand(options: SimulatorOptions = {}): Promise<Stand> {
  const clock = { now: 1_800_000_000_000 };
  const simulator = await startSimulator({ lifetime: { fixedMs: 96_000 }, now: () => clock.now, ...options });
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string>): Promise<JsonAnswer> => {
    const response = await fetch(simulator.url + path, {
      method,
      headers: { authorization: "Bearer key", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  const stand: Stand = {
    simulator,
    clock,
    get: (path, headers = {}) => call("GET", path, undefined, headers),
    post: (path, body, headers = {}) => call("POST", path, body, headers),
    delete: (path, headers = {}) => call("DELETE", path, undefined, headers),
    createV2: ({ prompt = "a cat", ...changes } = {}) => {
      const content = [{ type: "text", text: prompt }];
      return stand.post("/v2/video_generation", { model: "MiniMax-H3", content, resolution: "768P", duration: 5, ratio: "16:9", ...changes });
    },
    taskV2: async (taskId) => {
      const told = await stand.get(`/v2/query/video_generation/${String(taskId)}`);
      return { ...told, task: (told.body["task"] ?? {}) as V2Task };
    },
    createV1: (changes) => stand.post("/v1/video_generation", { model: MODEL, prompt: "a cat", prompt_optimizer: true, ...changes }),
    createDocumented: (changes) =>
      stand.post("/v1/video_generation", { model: MODEL, prompt: "a cat", enable_prompt_expansion: true, ...changes }),
    taskV1: (taskId) => stand.get(`/v1/query/video_generation?task_id=${String(taskId)}`),
    [Symbol.asyncDispose]: () => simulator.close(),
  };
  return stand;
}

/** A finished minimax-v1 task's download link, and its id. */
export async function finishedVideo(stand: Stand): Promise<{ taskId: string; fileId: string; link: string }> {
  const taskId = String((await stand.createV1()).body["task_id"]);
  stand.clock.now += 96_000;
  const fileId = String((await stand.taskV1(taskId)).body["file_id"]);
  return { taskId, fileId, link: await linkFor(stand, fileId) };
}

export async function linkFor(stand: Stand, fileId: string): Promise<string> {
  const { body } = await stand.get(`/v1/files/retrieve?file_id=${fileId}`);
  return (body["file"] as { download_url: string }).download_url;
}

function parsed(text: string): JsonAnswer["body"] {
  try {
    return JSON.parse(text) as JsonAnswer["body"];
  } catch {
    return {};
  }
}
