import { expect, test } from "@jest/globals";
import { INPUT_LIMITS } from "@hailuo-queue/contracts";
import { keepFieldMedia } from "./field-media.ts";
import type { KeepMedia } from "./move-media.ts";

function openKeep() {
  const kept: string[] = [];
  const keep: KeepMedia = async ({ body }) => {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    kept.push(Buffer.concat(parts).toString());
    return `input://${kept.length}`;
  };
  return { kept, keep };
}

const url = (content: string): string => `data:image/png;base64,${Buffer.from(content).toString("base64")}`;

test("data URLs in fields that hold media are kept, each content once, and texts elsewhere stay", async () => {
  const { kept, keep } = openKeep();
  const request = {
    prompt: url("a prompt"),
    image_url: url("cat"),
    last_frame_image: "https://example.com/a.png",
    subject_reference: [{ type: url("a type"), image: [url("cat")] }],
    media_inputs: [{ value: `DATA:application/octet-stream;BASE64,${Buffer.from("dog").toString("base64")}` }, 7, null],
    reference_videos: [url("film")],
    own: url("own"),
  };
  expect(await keepFieldMedia(request, keep)).toEqual({
    ...request,
    image_url: "input://1",
    subject_reference: [{ type: url("a type"), image: ["input://1"] }],
    media_inputs: [{ value: "input://3" }, 7, null],
    reference_videos: ["input://2"],
  });
  expect(kept).toEqual(["cat", "film", "dog"]);
});

test("what holds none, and what is no object, is the very same", async () => {
  const { keep } = openKeep();
  for (const value of [{ image_url: "https://example.com/a.png", prompt: url("x") }, [url("x")], "x", null, 7])
    expect(await keepFieldMedia(value, keep)).toBe(value);
});

test("of a list that no request may have, only the first are kept", async () => {
  const { kept, keep } = openKeep();
  const many = Array.from({ length: 5000 }, (_, at) => url(`${at}`));
  const { media_inputs: inputs } = await keepFieldMedia({ media_inputs: many }, keep);
  expect(kept).toHaveLength(INPUT_LIMITS.maxPerRequest);
  expect(inputs.at(-1)).toBe(many.at(-1));
});
