import { GatewayError } from "@hailuo-queue/client";
import { open } from "node:fs/promises";
import { z } from "zod";
import { defineTool, ToolRefusal } from "../define-tool.ts";

/** The largest that the gateway takes of any kind. */
const MOST_BYTES = 50_000_000;

/** For servers on the user's machine alone: the gateway judges the content, and takes media only. */
export const uploadFile = defineTool(
  "upload_file",
  {
    title: "Upload a picture, video or recording",
    description:
      "Upload a media file of this machine, to use its id in image_url and other fields. JPEG, PNG, WebP, HEIC and " +
      "HEIF up to 30 MB, MP4 and MOV up to 50 MB, MP3 and WAV up to 15 MB. Uploading the same file again is " +
      "harmless.",
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  },
  {
    input: z.strictObject({ path: z.string().min(1).max(4096).describe("absolute path of the file") }),
    output: z.object({ id: z.string().describe("`input://…`: use it as a URL"), kind: z.string(), bytes: z.number() }),
  },
  async ({ path }, { client }) => {
    const { id, kind, bytes } = await client.inputs.put(await readMedia(path));
    return { structured: { id, kind, bytes } };
  },
);

/** @throws ToolRefusal for what is no file of at most {@link MOST_BYTES}; it is looked at before it is read. */
async function readMedia(path: string): Promise<Blob> {
  try {
    await using file = await open(path, "r");
    const facts = await file.stat();
    if (!facts.isFile()) throw new ToolRefusal(`${path} is not a file.`);
    if (facts.size > MOST_BYTES) throw new ToolRefusal(`${path} is larger than 50 MB.`);
    return new Blob([await file.readFile()]);
  } catch (error) {
    if (error instanceof ToolRefusal || error instanceof GatewayError) throw error;
    const { code = "no reason" } = error as { readonly code?: string };
    throw new ToolRefusal(`${path} cannot be read (${code}).`);
  }
}
