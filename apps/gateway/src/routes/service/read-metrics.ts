import { Readable } from "node:stream";
import type { Answer, Call } from "../../http/route.ts";
import type { PartsOf } from "../route-parts.ts";

export async function readMetrics(
  { headers }: Pick<Call<unknown, unknown, unknown>, "headers">,
  { metrics }: PartsOf<"metrics">,
): Promise<Answer> {
  const { contentType, body } = await metrics(headers.accept);
  return { status: 200, open: () => Readable.from([body]), contentType };
}
