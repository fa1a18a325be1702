import { createDocumentedShape } from "./documented-shape.ts";

/** The contract of the API document of 2025-12-07. */
export const documented = createDocumentedShape("documented", {
  create: "/v1/video_generation",
  query: "/v1/video_generation/{}",
  file: "/v1/files/{}",
});
