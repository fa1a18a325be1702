import { createDocumentedShape } from "./documented-shape.ts";

/** The old version of the documented contract, which resellers of the provider still speak. */
export const legacyV3 = createDocumentedShape("legacy-v3", {
  create: "/v3/async/minimax-video-01",
  query: "/v3/async/minimax-video-01/{}",
  file: "/v3/files/{}",
});
