import { jsonLines } from "../../http/json-lines.ts";
import type { Answer, CallOf } from "../../http/route.ts";
import { lineForTenants } from "../../views/generation.ts";
import type { warnings } from "./operations.ts";

export async function streamWarnings({ own, params }: CallOf<typeof warnings>): Promise<Answer> {
  await own.batch(params.id);
  return jsonLines(() => own.results(params.id, "warnings"), lineForTenants);
}
