import type { GenerationRequest } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { recorded } from "../__fixtures__/recorded.ts";
import { toAnswer } from "../core/answer.ts";
import { answerError } from "../core/provider-error.ts";
import { minimaxV2 } from "./minimax-v2.ts";

const TASK = "424242424242424242";
const answer = recorded("minimax-v2");

test.each<[string, GenerationRequest, object]>([
  [
    "from text",
    { model: "MiniMax-H3", prompt: "一只猫", duration: 6, resolution: "768P", ratio: "16:9", aigc_watermark: true },
    {
      model: "MiniMax-H3",
      content: [{ type: "text", text: "一只猫" }],
      resolution: "768P",
      duration: 6,
      ratio: "16:9",
      aigc_watermark: true,
    },
  ],
  [
    "between frames",
    {
      model: "MiniMax-H3",
      prompt: "x",
      image_url: "https://e.com/1",
      last_frame_image: "mm_file://2",
      duration: 4,
      resolution: "2K",
      ratio: "adaptive",
    },
    {
      model: "MiniMax-H3",
      content: [
        { type: "text", text: "x" },
        { type: "image_url", image_url: { url: "https://e.com/1" }, role: "first_frame" },
        { type: "image_url", image_url: { url: "mm_file://2" }, role: "last_frame" },
      ],
      resolution: "2K",
      duration: 4,
      ratio: "adaptive",
    },
  ],
  [
    "from references, with the prompt rewritten at length",
    {
      model: "MiniMax-H3-Max",
      prompt: "x",
      reference_images: ["https://e.com/1", "https://e.com/2"],
      reference_videos: ["https://e.com/3"],
      reference_audio: ["https://e.com/4"],
      prompt_expansion_mode: "quality",
      duration: 5,
      resolution: "480P",
      ratio: "9:16",
    },
    {
      model: "MiniMax-H3-Max",
      content: [
        { type: "text", text: "x" },
        { type: "image_url", image_url: { url: "https://e.com/1" }, role: "reference_image" },
        { type: "image_url", image_url: { url: "https://e.com/2" }, role: "reference_image" },
        { type: "video_url", video_url: { url: "https://e.com/3" }, role: "reference_video" },
        { type: "audio_url", audio_url: { url: "https://e.com/4" }, role: "reference_audio" },
      ],
      resolution: "480P",
      duration: 5,
      ratio: "9:16",
      extra: { prompt_expansion_mode: "quality" },
    },
  ],
])("a request is sent as content items with roles: %s", (_name, request, body) => {
  expect(minimaxV2.createRequest(request)).toEqual({ method: "POST", path: "/v2/video_generation", body });
});

test("a task is asked for by its path, and its link too, as there is no file", () => {
  const query = { method: "GET", path: `/v2/query/video_generation/${TASK}` };
  expect(minimaxV2.queryRequest(TASK)).toEqual(query);
  expect(minimaxV2.fileRequest(TASK)).toEqual(query);
});

test.each([
  ["query queued", { status: "waiting", rawStatus: "queued" }],
  ["query running", { status: "running", rawStatus: "running" }],
  [
    "query succeeded",
    {
      status: "succeeded",
      rawStatus: "succeeded",
      fileId: TASK,
      usage: { outputSeconds: 5, inputSeconds: 0, inputImages: 0 },
    },
  ],
  [
    "query failed",
    {
      status: "failed",
      rawStatus: "failed",
      failure: { code: "video_flagged", message: expect.stringMatching(/moderation .* it said "output new_sensitive/) },
    },
  ],
  [
    "query failed by its input",
    {
      status: "failed",
      rawStatus: "failed",
      failure: {
        code: "invalid_parameters",
        message: 'MiniMax does not accept these parameters (2013); it said "image is too small: 1x1 (2013)"',
      },
    },
  ],
  [
    "query failed without a reason",
    {
      status: "failed",
      rawStatus: "failed",
      failure: { code: "generation_failed", message: "MiniMax failed the task without a reason" },
    },
  ],
  [
    "query failed in Chinese",
    {
      status: "failed",
      rawStatus: "failed",
      failure: {
        code: "video_flagged",
        message: expect.stringMatching(/moderation .* it said "生成的视频内容审核未通过" \(/),
      },
    },
  ],
  [
    "query cancelled",
    {
      status: "failed",
      rawStatus: "cancelled",
      failure: { code: "task_cancelled", message: "the task was cancelled at MiniMax" },
    },
  ],
  [
    "query expired",
    {
      status: "failed",
      rawStatus: "expired",
      failure: { code: "task_expired", message: "the task expired at MiniMax" },
    },
  ],
])("reads %s", (name, task) => {
  expect(minimaxV2.readTask(answer(name), TASK)).toEqual({ ok: true, task });
});

test("what an answer leaves out is no fault of the task", () => {
  const bare = toAnswer(200, {}, JSON.stringify({ task: { status: "running" } }));
  expect(minimaxV2.readTask(bare, TASK)).toEqual({ ok: true, task: { status: "running", rawStatus: "running" } });
});

test.each([
  [{ output_seconds: 1e300 }],
  [{ output_seconds: -5 }],
  [{ output_seconds: 5, input_seconds: "6.5" }],
  [{ output_seconds: 5, input_seconds: 1e9 }],
  [{ output_seconds: 5, input_image_count: -1 }],
])("a use that cannot be, or can be read in part only, counts as not told: %j", (usage) => {
  const task = { id: TASK, status: "succeeded", content: { url: "https://e.com/video.mp4" }, usage };
  const reading = minimaxV2.readTask(toAnswer(200, {}, JSON.stringify({ task })), TASK);
  expect(reading).toEqual({ ok: true, task: { status: "succeeded", rawStatus: "succeeded", fileId: TASK } });
});

test("a list that does not say how long it is has no end that could be taken for certain", () => {
  const items = [{ id: TASK, status: "running" }];
  expect(minimaxV2.taskApi?.readList(toAnswer(200, {}, JSON.stringify({ items })))).toMatchObject({
    ok: true,
    page: { total: Infinity },
  });
});

test("an unknown word is running and reported; a success without its link is asked for again", () => {
  expect(minimaxV2.readTask(answer("query new word"), TASK)).toMatchObject({
    task: { status: "running" },
    unknownStatus: "upscaling",
  });
  for (const name of ["query succeeded without a link", "query nothing"])
    expect(judged("query", name)).toMatchObject({ code: "unreadable_answer", details: { verdict: "transient" } });
});

test("the link is read with its end, and anything else is not a link", () => {
  expect(minimaxV2.readFile(answer("query succeeded"))).toEqual({
    ok: true,
    file: { downloadUrl: expect.stringMatching(/^https:\/\/video-product/), expiresAt: 1_790_021_600_000 },
  });
  for (const name of ["query running", "query succeeded without a link", "query unknown id"])
    expect(minimaxV2.readFile(answer(name)).ok).toBe(false);
});

/** The error that the client makes of an answer without what was asked for. */
function judged(operation: "create" | "query", name: string) {
  const given = answer(name);
  const reading = operation === "create" ? minimaxV2.readCreate(given) : minimaxV2.readTask(given, TASK);
  if (reading.ok) throw new Error(`${name} was read as ${JSON.stringify(reading)}`);
  const facts = { operation, host: "api.minimax.io", secrets: [], clock: { now: () => 0 } } as const;
  return answerError(facts, given, reading.fault);
}

test.each([
  ["create refused in a 200", "invalid_parameters", "terminal"],
  ["create without a field", "invalid_parameters", "terminal"],
  ["create with a flat url", "invalid_parameters", "terminal"],
  ["create prompt too long", "invalid_parameters", "terminal"],
  ["create wrong model", "invalid_parameters", "terminal"],
  ["create not in plan", "model_not_in_plan", "model"],
  ["create wrong key", "key_refused", "account"],
  ["create unauthorized", "key_refused", "account"],
  ["create no balance", "insufficient_balance", "account"],
  ["create flagged", "prompt_flagged", "terminal"],
  ["create limited", "rate_limited", "throttled"],
  ["create too many", "too_many_tasks", "concurrency"],
  ["create broken", "provider_unknown", "unknown_outcome"],
  ["create overloaded", "server_error", "unknown_outcome"],
])("%s is %s: %s", (name, code, verdict) => {
  expect(judged("create", name)).toMatchObject({ code, details: { verdict } });
});

test("an accepted create is its id; what support asks for is kept of a refused one", () => {
  expect(minimaxV2.readCreate(answer("create accepted"))).toEqual({ ok: true, taskId: TASK });
  expect(judged("create", "create wrong key").details.traceId).toBe("04de0afd7ed0ad2f");
});

test("an id outside the last seven days is not known, and a refused query says nothing of the task", () => {
  expect(judged("query", "query unknown id").details.verdict).toBe("not_found");
  expect(judged("query", "query limited").details).toMatchObject({ verdict: "throttled", providerCode: 1002 });
});

test("a mark of AI is asked for only where it is wanted: the field is in the schema for China alone", () => {
  const request: GenerationRequest = {
    model: "MiniMax-H3",
    prompt: "x",
    duration: 6,
    resolution: "768P",
    ratio: "16:9",
    aigc_watermark: false,
  };
  expect(minimaxV2.createRequest(request).body).not.toHaveProperty("aigc_watermark");
});

test("a list is asked for by page and filters, and told in our words; what cannot be read of it is left out", () => {
  const wanted = { page: 2, pageSize: 50, status: "running", taskIds: ["1", "2"], model: "MiniMax-H3" };
  for (const [form, ids] of [
    ["joined", "1,2"],
    ["repeated", ["1", "2"]],
  ] as const)
    expect(minimaxV2.taskApi?.listRequest(wanted, form)).toEqual({
      method: "GET",
      path: "/v2/query/video_generation",
      query: {
        page_num: "2",
        page_size: "50",
        "filter.status": "running",
        "filter.task_ids": ids,
        "filter.model": "MiniMax-H3",
      },
    });
  expect(minimaxV2.taskApi?.readList(answer("list"))).toEqual({
    ok: true,
    page: {
      total: 7,
      tasks: [
        {
          taskId: TASK,
          task: { status: "running", rawStatus: "running" },
          model: "MiniMax-H3",
          createdAt: 1_790_000_000_000,
          duration: 5,
          resolution: "768P",
          ratio: "16:9",
          taskType: "generation",
        },
        expect.objectContaining({
          taskId: "424242424242424243",
          task: expect.objectContaining({ status: "succeeded", rawStatus: "succeeded", fileId: "424242424242424243" }),
          model: "MiniMax-H3-Max",
        }),
        expect.objectContaining({
          taskId: "424242424242424244",
          task: expect.objectContaining({
            status: "failed",
            failure: {
              code: "prompt_flagged",
              message: expect.stringMatching(/moderation .* it said "input new_sensitive/),
            },
          }),
        }),
        // Without its link.
        expect.objectContaining({ taskId: "424242424242424245", unclear: true }),
      ],
    },
  });
  expect(minimaxV2.taskApi?.readList(answer("list empty"))).toEqual({ ok: true, page: { tasks: [], total: 0 } });
  expect(minimaxV2.taskApi?.readList(answer("list limited"))).toMatchObject({
    ok: false,
    fault: { providerCode: 1002 },
  });
});

test("a task that waits is cancelled, one that is over is deleted, one that runs is refused", () => {
  expect(minimaxV2.taskApi?.cancelRequest(TASK)).toEqual({ method: "DELETE", path: `/v2/video_generation/${TASK}` });
  expect(minimaxV2.taskApi?.readCancel(answer("delete queued"))).toEqual({ ok: true, outcome: "cancelled" });
  expect(minimaxV2.taskApi?.readCancel(answer("delete over"))).toEqual({ ok: true, outcome: "deleted" });
  expect(minimaxV2.taskApi?.readCancel(answer("delete running"))).toMatchObject({
    ok: false,
    fault: { providerCode: 2013 },
  });
});
