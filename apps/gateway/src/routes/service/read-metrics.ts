import { Readable } from "node:stream";
import type { Answer } from "../../http/route.ts";
import type { PartsOf } from "../route-parts.ts";

export async function readMetrics(_call: unknown, { metrics }: PartsOf<"metrics">): Promise<Answer> {
  const { contentType, body } = await metrics();
  return { status: 200, open: () => Readable.from([body]), contentType };
}
