import type { Answer, CallOf } from "../../http/route.ts";
import type { PartsOf } from "../route-parts.ts";
import { hashOf } from "./input-hash.ts";
import type { remove } from "./operations.ts";

export async function deleteInput(
  { own, params }: CallOf<typeof remove>,
  { clearInput }: PartsOf<"clearInput">,
): Promise<Answer> {
  const litter = await own.removeInput(hashOf(params.id));
  // With the storage away just now, a reconciler deletes it.
  await clearInput(litter).catch(() => undefined);
  return { status: 204, body: undefined };
}
