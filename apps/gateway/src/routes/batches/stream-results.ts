import { jsonLines } from "../../http/json-lines.ts";
import type { Answer, CallOf } from "../../http/route.ts";
import { lineForTenants } from "../../views/generation.ts";
import type { results } from "./operations.ts";

export async function streamResults({ own, params }: CallOf<typeof results>): Promise<Answer> {
  await own.batch(params.id);
  return jsonLines(() => own.results(params.id, "all"), lineForTenants);
}
