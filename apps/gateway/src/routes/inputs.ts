import { INPUT_LIMITS, type InputFacts, type InputLitter, mediaFault, type RefusedMedia } from "@hailuo-queue/contracts";
import { z } from "zod";
import { notFound, Problem, problemSchema } from "../http/problem.ts";
import { defineRoute, json, type Route } from "../http/route.ts";
import type { Arrivals } from "../inputs/arrivals.ts";
import { readUpload, uploadTypes } from "../inputs/read-upload.ts";
import { pageQuery } from "../views/fields.ts";
import { inputPageSchema, inputSchema, showInput } from "../views/input.ts";

export interface InputRoutes {
  readonly arrivals: Arrivals;
  /** Deletes what is in the books no more. */
  readonly clearInput: (litter: InputLitter) => Promise<void>;
  /** How long an input is kept that nobody needs; 0 for good. */
  readonly keepInputsMs: number;
}

const MB = 1024 * 1024;
/** The largest of all kinds, and a form around it. */
const MOST_BYTES = Math.max(...Object.values(INPUT_LIMITS.maxBytes)) + MB;

const inputParams = z.object({
  id: z.string().max(100).describe("hash of its content: 64 hexadecimal digits, or its id without `input://`"),
});
const notFoundDoc = { 404: { description: "There is none, or it is another tenant's", schema: problemSchema } } as const;

/** What a tenant uploads for its requests. Its facts are told to itself alone, its bytes to nobody. */
export function inputRoutes({ arrivals, clearInput, keepInputsMs }: InputRoutes): readonly Route[] {
  const base = { tag: "Inputs", scope: "tenant" } as const;
  const one = { ...base, scope: "input", params: inputParams } as const;
  return [
    defineRoute({
      ...base,
      method: "POST",
      audit: "input.create",
      path: "/api/v1/inputs",
      role: "submit",
      summary: "Upload a picture, a video or a recording",
      description: `The body is the content itself, or a form with one file. It is judged by its content: JPEG, PNG, WebP, HEIC and HEIF of at most ${limitOf("image")} MB, MP4 and MOV of at most ${limitOf("video")} MB, MP3 and WAV of at most ${limitOf("audio")} MB. Requests name it by its \`id\`, in every field that takes a URL of its kind. The same content is the same input. It goes once no unfinished generation has needed it for a while (\`expires_at\`). A data URL in a request becomes an input by itself.`,
      streams: uploadTypes,
      bodyLimit: MOST_BYTES,
      answers: {
        201: { description: "Kept", schema: inputSchema },
        200: { description: "It was there before; its time begins anew", schema: inputSchema },
        400: { description: "A form without a file, or with more than one", schema: problemSchema },
        413: { description: "Larger than the provider takes", schema: problemSchema },
        415: { description: "Another content type", schema: problemSchema },
        422: { description: "No picture, video or recording of a kind and shape that the provider takes", schema: problemSchema },
        429: { description: "Too many requests, uploads at once, inputs or bytes", schema: problemSchema },
      },
      handle: async ({ own, body, headers, signal }) => {
        const outcome = await arrivals.keep(own.tenant, { body: readUpload(body, headers), check: refuseUseless, signal });
        if (outcome.result === "refused") throw refusal(outcome.refused);
        const shown = showInput(outcome.input, keepInputsMs);
        return json(outcome.result === "kept" ? 201 : 200, shown, { location: `/api/v1/inputs/${shown.sha256}` });
      },
    }),
    defineRoute({
      ...base,
      method: "GET",
      path: "/api/v1/inputs",
      role: "read",
      summary: "List inputs, newest first",
      query: pageQuery,
      answers: { 200: { description: "A page", schema: inputPageSchema } },
      handle: async ({ own, query: { limit, cursor } }) => {
        const page = await own.inputs({ limit, ...(cursor === undefined ? {} : { cursor }) });
        const data = page.items.map((input) => showInput(input, keepInputsMs));
        return json(200, { object: "list", data, next_cursor: page.nextCursor ?? null });
      },
    }),
    defineRoute({
      ...one,
      method: "GET",
      path: "/api/v1/inputs/:id",
      role: "read",
      summary: "What is known of one input",
      answers: { 200: { description: "As it is now", schema: inputSchema }, ...notFoundDoc },
      handle: async ({ own, params }) => json(200, showInput(await own.input(hashOf(params.id)), keepInputsMs)),
    }),
    defineRoute({
      ...one,
      method: "DELETE",
      audit: "input.delete",
      path: "/api/v1/inputs/:id",
      role: "submit",
      summary: "Delete an input that nobody needs",
      answers: {
        204: { description: "It is gone" },
        409: { description: "An unfinished generation needs it", schema: problemSchema },
        ...notFoundDoc,
      },
      handle: async ({ own, params }) => {
        const litter = await own.removeInput(hashOf(params.id));
        // With the storage away just now, a reconciler deletes it.
        await clearInput(litter).catch(() => undefined);
        return { status: 204, body: undefined };
      },
    }),
  ];
}

/** Throws Problem (404). */
function hashOf(text: string): string {
  const hash = /^(?:sha256-)?([0-9a-f]{64})(?:\.[a-z0-9]{2,4})?$/.exec(text)?.[1];
  if (hash === undefined) throw notFound("input");
  return hash;
}

/** Throws Problem (422) for what no model takes. Its length is judged when all of it is there. */
function refuseUseless(facts: InputFacts): void {
  const begun = { ...facts, bytes: 1 };
  const fault = mediaFault(begun, "v2");
  if (fault !== undefined && mediaFault(begun, "v1") !== undefined)
    throw new Problem(422, "unusable_input", { detail: `The ${facts.kind} ${fault}.` });
}

function refusal(refused: RefusedMedia): Problem {
  if (refused.reason === "too_large")
    return new Problem(413, "input_too_large", {
      detail: `The ${refused.kind} has more than ${limitOf(refused.kind)} MB, which is the most that the provider takes.`,
    });
  return new Problem(422, "unknown_content", {
    detail:
      "The content is no JPEG, PNG, WebP, HEIC or HEIF image, no MP4 or MOV video and no MP3 or WAV recording; what its name or Content-Type says does not count.",
  });
}

function limitOf(kind: keyof typeof INPUT_LIMITS.maxBytes): number {
  return INPUT_LIMITS.maxBytes[kind] / MB;
}
