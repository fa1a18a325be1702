import { type Answer, type CallOf, json } from "../../http/route.ts";
import type { PartsOf } from "../route-parts.ts";
import type { create, StreamTokenView } from "./operations.ts";

export async function createToken(
  { key, own, body }: CallOf<typeof create>,
  { tokens }: PartsOf<"tokens">,
): Promise<Answer> {
  const { generation, batch = "", minutes } = body;
  const about =
    generation === undefined
      ? ({ kind: "batch", id: batch } as const)
      : ({ kind: "generation", id: generation } as const);
  // Of what is the caller's own.
  await (about.kind === "batch" ? own.batch(about.id) : own.get(about.id));
  const { text, expiresAt } = await tokens.make(key, about, minutes);
  const place = about.kind === "batch" ? "batches" : "generations";
  return json(201, {
    object: "stream_token",
    token: text,
    url: `/api/v1/${place}/${encodeURIComponent(about.id)}/events?token=${text}`,
    expires_at: new Date(expiresAt).toISOString(),
  } satisfies StreamTokenView);
}
