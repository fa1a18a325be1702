import { documentedRefusal } from "./documented.ts";
import type { FilingDialect } from "./dialect.ts";
import { minimaxV1, v1Refusal } from "./minimax-v1.ts";

/**
 * A create on the path that two dialects share, with no field that tells them apart: it is answered as the live API
 * does, in HTTP 200, and the words of the documented one stand beside. Its ids are digits, which both take. Only a
 * simulator that speaks both dialects at once meets this.
 */
export const undecided: FilingDialect = {
  ...minimaxV1,
  name: "undecided",
  refused(call, refusal) {
    const live = v1Refusal(call, refusal);
    return { ...live, body: { ...documentedRefusal(refusal).body, ...live.body } };
  },
};

const V1_FIELDS = [
  "first_frame_image",
  "prompt_optimizer",
  "fast_pretreatment",
  "subject_reference",
  "callback_url",
  "aigc_watermark",
];
const DOCUMENTED_FIELDS = ["image_url", "enable_prompt_expansion"];

/** Which dialect a create body on the shared path was written in. */
export function dialectOfFields(body: Readonly<Record<string, unknown>>): "minimax-v1" | "documented" | "undecided" {
  if (V1_FIELDS.some((name) => name in body)) return "minimax-v1";
  return DOCUMENTED_FIELDS.some((name) => name in body) ? "documented" : "undecided";
}
