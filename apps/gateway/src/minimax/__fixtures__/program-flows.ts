import { z } from "zod";

/**
 * What programs do that cannot run here, from the create until they have the video: their calls in their order, and what
 * they need of each answer, which is read as strictly as they read it. Written anew from facts about their sources.
 */
export interface ProgramFlow {
  readonly program: string;
  /** Their body of a text's create. */
  readonly body: (prompt: string) => object;
  /** One that this door refuses. */
  readonly wrong: object;
  /** How its user checks a key; throws where it is not good. */
  readonly check?: (door: Ask) => Promise<void>;
  /** The id of its task. Throws what it shows to its user. */
  readonly create: (door: Ask, body: object) => Promise<string>;
  /** Asked again and again: undefined while it waits, then the link to the video. Throws what it shows to its user. */
  readonly poll: (door: Ask, task: string) => Promise<string | undefined>;
}

/** A call with the user's key, answered with HTTP status and JSON. */
export type Ask = (
  method: "GET" | "POST",
  path: string,
  body?: object,
) => Promise<{ readonly status: number; readonly body: unknown }>;

const base = z.object({ status_code: z.int(), status_msg: z.string() });

// n8n's node: v2 for MiniMax-H3, its default, and v1 for the others; any status but 2xx is an error that it shows.
const ok = async (answer: ReturnType<Ask>): Promise<unknown> => {
  const { status, body } = await answer;
  if (status >= 200 && status < 300) return body;
  throw new Error(JSON.stringify(body));
};

const n8nV2: ProgramFlow = {
  program: "n8n's MiniMax node, MiniMax-H3",
  body: (text) => ({
    model: "MiniMax-H3",
    content: [{ type: "text", text }],
    duration: 5,
    resolution: "2K",
    ratio: "16:9",
  }),
  wrong: { model: "MiniMax-H3", content: [{ type: "text", text: " " }], duration: 5, resolution: "2K" },
  check: async (ask) => {
    const { base_resp: outcome } = z.object({ base_resp: base }).parse(await ok(ask("GET", "/v1/files/list")));
    if (outcome.status_code !== 0) throw new Error(outcome.status_msg);
  },
  async create(ask, body) {
    return z.object({ task_id: z.string().min(1) }).parse(await ok(ask("POST", "/v2/video_generation", body))).task_id;
  },
  async poll(ask, task) {
    const answer = z
      .object({
        task: z.object({
          status: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
          error: z.object({ code: z.string(), message: z.string() }).optional(),
          content: z.object({ url: z.url() }).optional(),
        }),
      })
      .parse(await ok(ask("GET", `/v2/query/video_generation/${task}`)));
    const { status, error, content } = answer.task;
    if (status === "queued" || status === "running") return undefined;
    if (status !== "succeeded") throw new Error(`Task failed: [${error?.code ?? "UNKNOWN"}] ${error?.message ?? ""}`);
    return content?.url;
  },
};

interface V1 {
  readonly program: string;
  readonly body: ProgramFlow["body"];
  /** How the file's number is asked for. */
  readonly fileOf: (id: string) => string;
  readonly statuses: readonly string[];
}

/** Create, query and file of v1, where a refusal stands within a 200. */
function v1({ program, body, fileOf, statuses }: V1): ProgramFlow {
  return {
    program,
    body,
    wrong: { ...body("A cat"), model: "sora-2" },
    async create(ask, sent) {
      const made = z
        .object({ task_id: z.string(), base_resp: base })
        .parse(await ok(ask("POST", "/v1/video_generation", sent)));
      if (made.base_resp.status_code !== 0) throw new Error(made.base_resp.status_msg);
      return made.task_id;
    },
    async poll(ask, task) {
      const told = z
        .object({ task_id: z.string(), status: z.enum(statuses), file_id: z.string(), base_resp: base })
        .parse(await ok(ask("GET", `/v1/query/video_generation?task_id=${task}`)));
      if (told.status === "Fail") throw new Error(`[${told.base_resp.status_code}] ${told.base_resp.status_msg}`);
      if (told.base_resp.status_code !== 0) throw new Error("a task that runs has no error");
      if (told.status !== "Success") return undefined;
      const { file } = z
        .object({
          file: z.object({
            file_id: z.int(),
            bytes: z.int(),
            created_at: z.int(),
            filename: z.string(),
            purpose: z.string(),
            download_url: z.url(),
          }),
          base_resp: base,
        })
        .parse(await ok(ask("GET", `/v1/files/retrieve?file_id=${fileOf(told.file_id)}`)));
      return file.download_url;
    },
  };
}

const STATUSES = ["Preparing", "Queueing", "Processing", "Success", "Fail"];

export const PROGRAM_FLOWS: readonly ProgramFlow[] = [
  n8nV2,
  v1({
    program: "n8n's MiniMax node, Hailuo 2.3",
    body: (prompt) => ({
      model: "MiniMax-Hailuo-2.3",
      prompt,
      duration: 6,
      resolution: "768P",
      prompt_optimizer: true,
    }),
    fileOf: (id) => id,
    statuses: STATUSES,
  }),
  v1({
    program: "ComfyUI's nodes",
    body: (prompt) => ({
      model: "MiniMax-Hailuo-02",
      prompt,
      callback_url: null,
      first_frame_image: null,
      subject_reference: null,
      prompt_optimizer: true,
      duration: 6,
      resolution: "768P",
    }),
    // As a number.
    fileOf: (id) => String(Number.parseInt(id, 10)),
    statuses: STATUSES,
  }),
  v1({
    program: "new-api",
    body: (prompt) => ({
      model: "T2V-01",
      prompt,
      duration: 6,
      resolution: "720P",
      fast_pretreatment: false,
      aigc_watermark: false,
      subject_reference: [],
    }),
    fileOf: (id) => id,
    statuses: STATUSES,
  }),
];
