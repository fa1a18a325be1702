import { z } from "zod";
import { ToolRefusal } from "./define-tool.ts";

const id = z.string().min(1).max(200).optional();

/** Tools that are about one video, or about one batch. */
export const oneOfShape = {
  video_id: id.describe("the id of one video"),
  batch_id: id.describe("the id of a batch, in place of video_id"),
} as const;

/** A video or a batch, by its id or name. */
export type OneOf = { readonly video: string } | { readonly batch: string };

/** @throws ToolRefusal for neither, and for both. */
export function readOneOf(args: {
  readonly video_id?: string | undefined;
  readonly batch_id?: string | undefined;
}): OneOf {
  const { video_id: video, batch_id: batch } = args;
  if (video !== undefined && batch === undefined) return { video };
  if (batch !== undefined && video === undefined) return { batch };
  throw new ToolRefusal("Give either video_id or batch_id.");
}

/** The path parameters of a call for one generation. */
export function byId(id: string): { readonly params: { readonly path: { readonly id: string } } } {
  return { params: { path: { id } } };
}
