import { isoTime, type KeptInput, MEDIA_KINDS, storedInput } from "@hailuo-queue/contracts";
import { z } from "zod";

export const inputSchema = z
  .object({
    object: z.literal("input"),
    id: z.string().describe("what requests refer to it by: `input://sha256-….png`"),
    sha256: z.string(),
    kind: z.enum(MEDIA_KINDS),
    type: z.string().describe("content type, detected from the content"),
    bytes: z.number().int(),
    width: z.number().int().nullable().describe("pixels, of images"),
    height: z.number().int().nullable(),
    created_at: z.string(),
    needed_by: z.number().int().describe("unfinished generations that need it"),
    expires_at: z
      .string()
      .nullable()
      .describe(
        "when it is deleted unless a request uses it before; null while it is needed, or if inputs are kept forever",
      ),
  })
  .meta({
    id: "Input",
    description:
      "A picture, video or recording that requests may refer to. Its content is sent to the provider only, and never served.",
  });

export const inputPageSchema = z
  .object({ object: z.literal("list"), data: z.array(inputSchema), next_cursor: z.string().nullable() })
  .meta({ id: "InputPage" });

/** `keepMs`: how long one is kept that nobody needs; 0 for good. */
export function showInput(
  { sha256, facts, createdAt, users, freeSince }: KeptInput,
  keepMs: number,
): z.output<typeof inputSchema> {
  const { reference, contentType } = storedInput(sha256, facts.type);
  const isImage = facts.kind === "image";
  return {
    object: "input",
    id: reference,
    sha256,
    kind: facts.kind,
    type: contentType,
    bytes: facts.bytes,
    width: isImage ? facts.width : null,
    height: isImage ? facts.height : null,
    created_at: isoTime(createdAt) ?? "",
    needed_by: users,
    expires_at: freeSince === undefined || keepMs === 0 ? null : isoTime(freeSince + keepMs),
  };
}
