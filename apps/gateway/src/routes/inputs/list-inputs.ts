import { optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showInput } from "../../views/input.ts";
import type { PartsOf } from "../route-parts.ts";
import type { list } from "./operations.ts";

export async function listInputs(
  { own, query: { limit, cursor } }: CallOf<typeof list>,
  { keepInputsMs }: PartsOf<"keepInputsMs">,
): Promise<Answer> {
  const page = await own.inputs({ limit, ...optional({ cursor }) });
  const data = page.items.map((input) => showInput(input, keepInputsMs));
  return json(200, { object: "list", data, next_cursor: page.nextCursor ?? null });
}
