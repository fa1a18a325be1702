import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showInput } from "../../views/input.ts";
import type { PartsOf } from "../route-parts.ts";
import { hashOf } from "./input-hash.ts";
import type { get } from "./operations.ts";

export async function getInput(
  { own, params }: CallOf<typeof get>,
  { keepInputsMs }: PartsOf<"keepInputsMs">,
): Promise<Answer> {
  return json(200, showInput(await own.input(hashOf(params.id)), keepInputsMs));
}
