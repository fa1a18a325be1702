import type { GenerationRequest } from "@hailuo-queue/contracts";
import { describe, expect, test } from "@jest/globals";
import { recorded } from "../__fixtures__/recorded.ts";
import { toAnswer } from "../core/answer.ts";
import { documented } from "./documented.ts";
import { legacyV3 } from "./legacy-v3.ts";
import { minimaxAgent } from "./minimax-agent.ts";
import { minimaxV1 } from "./minimax-v1.ts";
import { minimaxV2 } from "./minimax-v2.ts";

const request: GenerationRequest = {
  model: "MiniMax-Hailuo-02",
  prompt: "一只猫",
  image_url: "https://example.com/first.png",
  last_frame_image: "https://example.com/last.png",
  duration: 6,
  resolution: "768P",
  enable_prompt_expansion: false,
};

test("a callback URL is sent where the API has a field for it, and left out where it has none", () => {
  const url = "https://video.example.com/callbacks/minimax/gen_1.1";
  const template: GenerationRequest = { model: "video-agent", template_id: "1", text_inputs: [{ value: "x" }] };
  const h3: GenerationRequest = { model: "MiniMax-H3", prompt: "x", duration: 6, resolution: "768P", ratio: "16:9" };
  expect(minimaxV1.createRequest(request, url).body).toEqual({
    ...minimaxV1.createRequest(request).body,
    callback_url: url,
  });
  expect(minimaxV2.createRequest(h3, url).body).toEqual({ ...minimaxV2.createRequest(h3).body, callback_url: url });
  expect(minimaxAgent.createRequest(template, url).body).toEqual({
    ...minimaxAgent.createRequest(template).body,
    callback_url: url,
  });
  for (const dialect of [documented, legacyV3]) expect(dialect.createRequest(request, url).body).toEqual(request);
});

describe("minimax-v1", () => {
  const answer = recorded("minimax-v1");

  test("writes the live API's field names", () => {
    expect(minimaxV1.createRequest(request)).toEqual({
      method: "POST",
      path: "/v1/video_generation",
      body: {
        model: "MiniMax-Hailuo-02",
        prompt: "一只猫",
        first_frame_image: "https://example.com/first.png",
        last_frame_image: "https://example.com/last.png",
        prompt_optimizer: false,
        duration: 6,
        resolution: "768P",
      },
    });
    expect(minimaxV1.queryRequest("7")).toEqual({
      method: "GET",
      path: "/v1/query/video_generation",
      query: { task_id: "7" },
    });
    expect(minimaxV1.fileRequest("8")).toEqual({ method: "GET", path: "/v1/files/retrieve", query: { file_id: "8" } });
  });

  test.each([
    [
      {
        model: "T2V-01-Director",
        prompt: "[Pan left, Pedestal up] a harbour [Static shot]",
        enable_prompt_expansion: true,
      },
      { model: "T2V-01-Director", prompt: "[Pan left, Pedestal up] a harbour [Static shot]", prompt_optimizer: true },
    ],
    [
      {
        model: "S2V-01",
        enable_prompt_expansion: true,
        aigc_watermark: true,
        subject_reference: [{ type: "character", image: ["https://example.com/face.png"] }],
      },
      {
        model: "S2V-01",
        prompt_optimizer: true,
        aigc_watermark: true,
        subject_reference: [{ type: "character", image: ["https://example.com/face.png"] }],
      },
    ],
    [
      {
        model: "MiniMax-Hailuo-2.3",
        prompt: "x",
        duration: 6,
        resolution: "768P",
        enable_prompt_expansion: true,
        fast_pretreatment: true,
      },
      {
        model: "MiniMax-Hailuo-2.3",
        prompt: "x",
        prompt_optimizer: true,
        duration: 6,
        resolution: "768P",
        fast_pretreatment: true,
      },
    ],
  ] as const)("sends what the model takes and nothing else: %j", (wanted: GenerationRequest, body) => {
    expect(minimaxV1.createRequest(wanted).body).toEqual(body);
  });

  test.each([
    ["query preparing", { status: "waiting", rawStatus: "Preparing" }],
    ["query queueing", { status: "waiting", rawStatus: "Queueing" }],
    ["query processing", { status: "running", rawStatus: "Processing" }],
    ["query processing beside a code", { status: "running", rawStatus: "Processing" }],
    ["query success", { status: "succeeded", rawStatus: "Success", fileId: "205258526306433" }],
    ["query callback word", { status: "succeeded", rawStatus: "success", fileId: "205258526306433" }],
    [
      "query fail input",
      {
        status: "failed",
        rawStatus: "Fail",
        failure: {
          code: "prompt_flagged",
          message: expect.stringMatching(/moderation .* it said "input new_sensitive/),
        },
      },
    ],
    [
      "query fail output",
      {
        status: "failed",
        rawStatus: "failed",
        failure: {
          code: "video_flagged",
          message: expect.stringMatching(/moderation .* it said "output new_sensitive/),
        },
      },
    ],
    [
      "query fail without a code",
      {
        status: "failed",
        rawStatus: "Fail",
        failure: { code: "generation_failed", message: "MiniMax failed the task without a reason" },
      },
    ],
    [
      "query code without a status",
      {
        status: "failed",
        rawStatus: "1027",
        failure: {
          code: "video_flagged",
          message: expect.stringMatching(/moderation .* it said "output new_sensitive/),
        },
      },
    ],
  ])("reads %s", (name, task) => {
    expect(minimaxV1.readTask(answer(name), "7")).toEqual({ ok: true, task });
  });

  test.each([
    ["query limited", 1002],
    ["query unknown id", 2013],
    ["query nothing", undefined],
    ["query success without a file", undefined],
  ])("%s is no state of the task", (name, code) => {
    const reading = minimaxV1.readTask(answer(name), "7");
    expect(reading.ok).toBe(false);
    expect(!reading.ok && reading.fault?.providerCode).toBe(code);
  });

  test("an unknown word is running and reported", () => {
    expect(minimaxV1.readTask(answer("query new word"), "7")).toEqual({
      ok: true,
      task: { status: "running", rawStatus: "Reticulating" },
      unknownStatus: "Reticulating",
    });
  });

  test("a refused create has an empty id, an accepted one a number in a string", () => {
    expect(minimaxV1.readCreate(answer("create accepted"))).toEqual({ ok: true, taskId: "106916112212032" });
    expect(minimaxV1.readCreate(answer("create refused"))).toMatchObject({ ok: false, fault: { providerCode: 2013 } });
  });

  test("an id beside an error code is kept: a lost id would be a lost video", () => {
    const both = toAnswer(
      200,
      {},
      JSON.stringify({ task_id: 106916112212032, base_resp: { status_code: 1000, status_msg: "unknown" } }),
    );
    expect(minimaxV1.readCreate(both)).toEqual({ ok: true, taskId: "106916112212032" });
  });

  test("ids beyond 2^53 stay what they are", () => {
    const long = toAnswer(200, {}, '{"task_id":9007199254740993,"status":"Success","file_id":99999999999999999999}');
    expect(minimaxV1.readCreate(long)).toEqual({ ok: true, taskId: "9007199254740993" });
    expect(minimaxV1.readTask(long, "7")).toMatchObject({ task: { fileId: "99999999999999999999" } });
  });

  test("a link is read with its end, and anything else is not a link", () => {
    const reading = minimaxV1.readFile(answer("file"));
    expect(reading).toMatchObject({ ok: true, file: { expiresAt: 1_758_625_200_000 } });
    expect(minimaxV1.readFile(answer("file with a backup"))).toMatchObject({
      file: {
        downloadUrl: "https://video-product.cdn.minimax.io/a/output.mp4?Expires=1758625200",
        backupUrl: "https://backup.cdn.minimax.io/a/output.mp4?Expires=1758625200",
      },
    });
    expect(minimaxV1.readFile(answer("file unknown"))).toMatchObject({ ok: false, fault: { providerCode: 2013 } });
    expect(minimaxV1.readFile(answer("file without a link"))).toEqual({ ok: false, fault: undefined });
  });
});

describe.each([
  [documented, "/v1/video_generation", "/v1/files/"],
  [legacyV3, "/v3/async/minimax-video-01", "/v3/files/"],
])("$name", (dialect, tasks, files) => {
  const answer = recorded("documented");

  test("writes our own field names to its own paths", () => {
    expect(dialect.createRequest(request)).toEqual({ method: "POST", path: tasks, body: request });
    expect(dialect.queryRequest("a+b=")).toEqual({ method: "GET", path: `${tasks}/a%2Bb%3D` });
    expect(dialect.fileRequest("8")).toEqual({ method: "GET", path: `${files}8` });
  });

  test.each([
    ["query pending", { status: "waiting", rawStatus: "pending" }],
    ["query processing", { status: "running", rawStatus: "processing" }],
    ["query succeeded", { status: "succeeded", rawStatus: "succeeded", fileId: "abcdef1234567890" }],
    [
      "query failed",
      {
        status: "failed",
        rawStatus: "failed",
        failure: {
          code: "prompt_flagged",
          message: expect.stringMatching(/moderation .* it said "内容审核未通过" \(/),
        },
      },
    ],
    [
      "query failed otherwise",
      { status: "failed", rawStatus: "FAIL", failure: { code: "generation_failed", message: "render node lost" } },
    ],
  ])("reads %s", (name, task) => {
    expect(dialect.readTask(answer(name), "7")).toEqual({ ok: true, task });
  });

  test("an unknown word is running and reported; an unknown id is no state", () => {
    expect(dialect.readTask(answer("query new word"), "7")).toMatchObject({
      task: { status: "running" },
      unknownStatus: "upscaling",
    });
    expect(dialect.readTask(answer("query unknown id"), "7")).toEqual({ ok: false, fault: { text: "task not found" } });
  });

  test("creates and files are read", () => {
    expect(dialect.readCreate(answer("create accepted"))).toEqual({ ok: true, taskId: "1234567890abcdef" });
    expect(dialect.readCreate(answer("create refused"))).toMatchObject({
      ok: false,
      fault: { text: "prompt 长度超过限制" },
    });
    expect(dialect.readFile(answer("file"))).toEqual({
      ok: true,
      file: { downloadUrl: "https://cdn.minimaxi.com/files/abcdef1234567890.mp4" },
    });
    expect(dialect.readFile(answer("file unknown")).ok).toBe(false);
    expect(dialect.readFile(answer("file without a link")).ok).toBe(false);
  });
});
