import { jsonLines } from "../../http/json-lines.ts";
import type { Answer, CallOf } from "../../http/route.ts";
import { lineForTenants } from "../../views/generation.ts";
import type { errors } from "./operations.ts";

export async function streamErrors({ own, params }: CallOf<typeof errors>): Promise<Answer> {
  await own.batch(params.id);
  return jsonLines(() => own.results(params.id, "errors"), lineForTenants);
}
