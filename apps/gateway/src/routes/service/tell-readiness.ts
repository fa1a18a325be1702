import { checkReadiness } from "@hailuo-queue/runtime";
import { type Answer, json } from "../../http/route.ts";
import type { PartsOf } from "../route-parts.ts";

export async function tellReadiness(_call: unknown, { ping }: PartsOf<"ping">): Promise<Answer> {
  const { ok } = await checkReadiness({ redis: ping });
  return json(ok ? 200 : 503, { status: ok ? "ok" : "redis is away" });
}
