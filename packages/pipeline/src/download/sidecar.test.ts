import { expect, test } from "@jest/globals";
import type { GenerationRecord } from "@hailuo-queue/contracts";
import { createSidecar } from "./sidecar.ts";

test("a picture that was sent as a data URL is named in the sidecar, wherever it stood, and not kept", () => {
  const picture = `data:image/png;base64,${"A".repeat(5000)}`;
  const named = "data:image/png;base64,(5022 characters)";
  const request = {
    model: "MiniMax-H3",
    prompt: "x",
    image_url: picture,
    reference_images: ["https://example.com/cat.png", picture],
    subject_reference: [{ type: "character", image: [picture] }],
    duration: 6,
  };
  const record = {
    id: "g",
    request,
    batchId: "b",
    objectKey: "b/g.mp4",
    createdAt: 0,
    pollCount: 1,
  } as unknown as GenerationRecord;
  expect(createSidecar(record, { location: "file:///b/g.mp4", bytes: 1, sha256: "0" })).toMatchObject({
    request: {
      prompt: "x",
      image_url: named,
      reference_images: ["https://example.com/cat.png", named],
      subject_reference: [{ type: "character", image: [named] }],
      duration: 6,
    },
  });
});
