import { expect, test } from "@jest/globals";
import { redact } from "../core/redact.ts";
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
  [{ text: "鱼" }, "generation_failed", "鱼"],
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
