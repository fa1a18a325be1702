import { expect, test } from "@jest/globals";
import { toAnswer } from "../core/answer.ts";
import { redact } from "../core/redact.ts";
import { documented } from "./documented.ts";
import { minimaxAgent } from "./minimax-agent.ts";
import { minimaxV1 } from "./minimax-v1.ts";
import { minimaxV2 } from "./minimax-v2.ts";
import { failureOf } from "./task-failure.ts";

test.each([
  [
    { providerCode: 1026, text: "输入内容涉及敏感信息" },
    "prompt_flagged",
    'MiniMax\'s moderation refused the prompt or the image (1026); the same input is refused again: reword the prompt, or use another image; it said "输入内容涉及敏感信息" (the content was flagged by moderation)',
  ],
  [
    { providerCode: 1027, text: "output new_sensitive" },
    "video_flagged",
    'MiniMax\'s moderation withheld the finished video (1027): reword the prompt, or retry it, as the next video may pass; it said "output new_sensitive"',
  ],
  [{ providerCode: 1027 }, "video_flagged", /\(1027\): reword the prompt, or retry it, as the next video may pass$/],
  [
    { text: "生成的视频内容审核未通过" },
    "video_flagged",
    /^MiniMax's moderation withheld the finished video: .* \(the finished video was flagged/,
  ],
  [{ text: "内容不合规" }, "prompt_flagged", /it said "内容不合规" \(the content was flagged by moderation\)$/],
  [
    { text: "图片下载失败，请检查链接" },
    "generation_failed",
    /^MiniMax failed the task; it said "图片下载失败，请检查链接" \(the image could not be fetched\)$/,
  ],
  [
    { providerCode: 2013, text: "图片宽高比不合法" },
    "invalid_parameters",
    /\(2013\); it said "图片宽高比不合法" \(the shape of the image does not fit\)$/,
  ],
  [
    { providerCode: 1000, text: "disallowed image url: localhost or private address not allowed" },
    "media_url_refused",
    /public http\(s\) URL/,
  ],
  [{ providerCode: 98765, text: "render node lost" }, "generation_failed", "render node lost (98765)"],
  [{ text: "render node lost" }, "generation_failed", "render node lost"],
  [{ text: "鱼" }, "generation_failed", 'MiniMax failed the task; it said "鱼"'],
  [undefined, "generation_failed", "MiniMax failed the task without a reason"],
])("the reason %j is told in English, with the original and what to do", (fault, code, message) => {
  const failure = failureOf(fault);
  expect(failure.code).toBe(code);
  if (typeof message === "string") expect(failure.message).toBe(message);
  else expect(failure.message).toMatch(message);
});

test("a long original is cut, so that the sentence and what to do stay whole in what a record keeps", () => {
  const { message } = failureOf({ providerCode: 1026, text: "敏感".repeat(500) });
  expect(redact(message)).toBe(message);
  expect(message).toMatch(/^MiniMax's moderation .*…" \(the content was flagged by moderation\)$/);
});

test("a key or a signed link in the provider's words is not kept", () => {
  const { message } = failureOf({ text: "图片下载失败 https://cdn.example/a.png?sig=abc sk-api-1234567" });
  expect(message).not.toMatch(/sig=abc|1234567/);
});

const v1 = (fields: Readonly<Record<string, unknown>>) =>
  minimaxV1.readTask(toAnswer(200, {}, JSON.stringify({ task_id: "1", status: "Fail", file_id: "", ...fields })), "1");
const WELL = { status_code: 0, status_msg: "success" };

test.each([
  [
    { base_resp: WELL, error_message: "输入图片下载失败" },
    "generation_failed",
    /it said "输入图片下载失败" \(the image could not be fetched\)$/,
  ],
  [
    { base_resp: WELL, error_message: "生成内容涉及敏感信息" },
    "video_flagged",
    /withheld the finished video: .*"生成内容涉及敏感信息" \(/,
  ],
  [{ base_resp: WELL, error_msg: "渲染节点异常" }, "generation_failed", /it said "渲染节点异常"/],
  [{ base_resp: WELL, fail_reason: "render node lost" }, "generation_failed", /^render node lost$/],
  [{ base_resp: WELL, data: { error_message: "内容违规" } }, "prompt_flagged", /内容违规/],
  [{ base_resp: { status_code: 0, status_msg: "输出内容涉及敏感信息" } }, "video_flagged", /输出内容涉及敏感信息/],
  [
    { base_resp: { status_code: 1027, status_msg: "" }, error_message: "人脸违规" },
    "video_flagged",
    /\(1027\).*人脸违规/,
  ],
  [{ base_resp: WELL, error: { code: 1026, message: "敏感" } }, "prompt_flagged", /\(1026\)/],
  [{ base_resp: WELL, error_code: "1026" }, "prompt_flagged", /\(1026\)/],
  [{ base_resp: WELL, error_message: "" }, "generation_failed", /^MiniMax failed the task without a reason$/],
  [{ base_resp: WELL, message: "fail" }, "generation_failed", /^MiniMax failed the task without a reason$/],
])("a v1 Fail with %j is told with its reason", (fields, code, message) => {
  expect(v1(fields)).toMatchObject({ ok: true, task: { failure: { code, message: expect.stringMatching(message) } } });
});

test("a v2 task that failed or expired is told with its reason, wherever that stands", () => {
  const v2 = (task: Readonly<Record<string, unknown>>) =>
    minimaxV2.readTask(
      toAnswer(200, {}, JSON.stringify({ task: { id: "1", model: "MiniMax-H3", content: {}, ...task } })),
      "1",
    );
  expect(v2({ status: "failed", error_message: "视频素材下载失败" })).toMatchObject({
    task: { failure: { message: expect.stringMatching(/视频素材下载失败" \(a file could not be fetched\)$/) } },
  });
  expect(v2({ status: "failed", error: { code: "1027", message: "敏感" } })).toMatchObject({
    task: { failure: { code: "video_flagged" } },
  });
  expect(v2({ status: "expired" })).toMatchObject({
    task: { status: "failed", failure: { message: expect.not.stringMatching(/without/) } },
  });
});

test.each([documented, minimaxAgent])(
  "a task that $name tells as failed has its reason, though base_resp says that the call went well",
  (dialect) => {
    const status = dialect === documented ? "failed" : "Fail";
    const answer = toAnswer(
      200,
      {},
      JSON.stringify({ task_id: "1", status, base_resp: WELL, error_message: "输入图片下载失败" }),
    );
    expect(dialect.readTask(answer, "1")).toMatchObject({
      ok: true,
      task: { failure: { message: expect.stringMatching(/"输入图片下载失败" \(the image could not be fetched\)$/) } },
    });
  },
);
