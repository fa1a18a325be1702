import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { defineOperation } from "../../http/route.ts";
import { uploadTypes } from "../../inputs/read-upload.ts";
import { notFoundAnswer } from "../../views/answers.ts";
import { pageQuery } from "../../views/fields.ts";
import { inputPageSchema, inputSchema } from "../../views/input.ts";
import { inputLimitMb, MOST_UPLOAD_BYTES } from "./input-limits.ts";

const inputParams = z.object({
  id: z.string().max(100).describe("hash of its content: 64 hexadecimal digits, or its id without `input://`"),
});
const tag = "Inputs";
const one = { tag, params: inputParams } as const;

export const create = defineOperation({
  tag,
  audit: "input.create",
  summary: "Upload a picture, a video or a recording",
  description: `The body is the content itself, or a form with one file. It is judged by its content: JPEG, PNG, WebP, HEIC and HEIF of at most ${inputLimitMb("image")} MB, MP4 and MOV of at most ${inputLimitMb("video")} MB, MP3 and WAV of at most ${inputLimitMb("audio")} MB. Requests refer to it by its \`id\`, in every field that accepts a URL of its kind. The same content is the same input. It is deleted once no unfinished generation has needed it for a while (\`expires_at\`). A data URL in a request becomes an input automatically.`,
  streams: uploadTypes,
  bodyLimit: MOST_UPLOAD_BYTES,
  answers: {
    201: { description: "Kept", schema: inputSchema },
    200: { description: "It existed before; its retention starts again", schema: inputSchema },
    400: { description: "A form without a file, or with more than one", schema: problemSchema },
    413: { description: "Larger than the provider takes", schema: problemSchema },
    415: { description: "Another content type", schema: problemSchema },
    422: {
      description: "No picture, video or recording of a kind and shape that the provider takes",
      schema: problemSchema,
    },
    429: { description: "Too many requests, uploads at once, inputs or bytes", schema: problemSchema },
  },
});

export const list = defineOperation({
  tag,
  summary: "List inputs, newest first",
  query: pageQuery,
  answers: { 200: { description: "A page", schema: inputPageSchema } },
});

export const get = defineOperation({
  ...one,
  summary: "Get an input",
  answers: { 200: { description: "As it is now", schema: inputSchema }, ...notFoundAnswer },
});

export const remove = defineOperation({
  ...one,
  audit: "input.delete",
  summary: "Delete an input that nobody needs",
  answers: {
    204: { description: "It is gone" },
    409: { description: "An unfinished generation needs it", schema: problemSchema },
    ...notFoundAnswer,
  },
});
