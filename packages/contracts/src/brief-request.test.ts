import { expect, test } from "@jest/globals";
import { briefRequest } from "./brief-request.ts";
import type { GenerationRequest } from "./generation-request.ts";

const image = `data:image/png;base64,${"A".repeat(3000)}`;
const named = `data:image/png;base64,(${image.length} characters)`;
const request: GenerationRequest = { model: "MiniMax-Hailuo-2.3", prompt: "a cat", duration: 6, resolution: "768P" };

test("of media in a request kind and length are told, wherever they stand; links stay", () => {
  const subject_reference = [{ type: "character", image: [image] }] as const;
  const whole = {
    ...request,
    image_url: image,
    last_frame_image: "https://e.com/b.png",
    subject_reference,
    reference_images: [image, "x"],
  };
  expect(briefRequest(whole)).toEqual({
    ...whole,
    image_url: named,
    subject_reference: [{ type: "character", image: [named] }],
    reference_images: [named, "x"],
  });
});

test("a request without media is itself, and so is one that is brief already", () => {
  expect(briefRequest(request)).toBe(request);
  const brief = briefRequest({ ...request, image_url: image });
  expect(briefRequest(brief)).toBe(brief);
});

test("a prompt is never taken for a picture", () => {
  const prompt = `data: ${"a long one ".repeat(300)}`;
  expect(briefRequest({ ...request, prompt }).prompt).toBe(prompt);
});
