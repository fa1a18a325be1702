import { contextIrFaultOf, regenerationFaultOf } from "../v2-matrix.ts";
import type { Dialect, ReadRequest } from "./dialect.ts";
import { minimaxV2 } from "./minimax-v2.ts";
import { FieldReader, present } from "./read-fields.ts";
import { readContent } from "./v2-content.ts";

/** A finished video again, larger: by its task, or by itself with what it was made from. */
export const v2Regeneration: Dialect = { ...minimaxV2, readCreate: readRegeneration, faultOf: regenerationFaultOf };

/** A prompt out of a prompt and its media. */
export const v2ContextIr: Dialect = { ...minimaxV2, readCreate: readContextIr, faultOf: contextIrFaultOf };

type Body = Readonly<Record<string, unknown>>;

function readRegeneration(body: Body): ReadRequest {
  const fields = new FieldReader(body);
  const sourceTaskId = fields.text("source_task_id");
  const request = {
    kind: "regeneration" as const,
    model: fields.text("model") ?? "",
    ...present({ resolution: fields.text("resolution"), sourceTaskId }),
  };
  fields.flag("aigc_watermark");
  return finish(fields, request, body["content"] === undefined && sourceTaskId !== undefined);
}

function readContextIr(body: Body): ReadRequest {
  const fields = new FieldReader(body);
  const sizes = present({ duration: fields.integer("duration"), ratio: fields.text("ratio") });
  return finish(fields, { kind: "h3_context_ir" as const, model: fields.text("model") ?? "", ...sizes }, false);
}

function finish(
  fields: FieldReader,
  request: { readonly kind: "regeneration" | "h3_context_ir"; readonly model: string },
  bare: boolean,
): ReadRequest {
  const callbackUrl = fields.text("callback_url");
  const given = fields.any("content");
  const content = bare ? { ok: true as const, media: { prompt: "" } } : readContent(given);
  if (fields.fault !== undefined) return { ok: false, message: fields.fault };
  if (!content.ok) return content;
  return {
    ok: true,
    request: { ...request, ...content.media },
    ignoredFields: fields.unread(),
    ...present({ callbackUrl }),
  };
}
