import { z } from "zod";
import { type Answer, type CallOf, json } from "../http/route.ts";
import { challengeSchema, type news } from "./operations.ts";
import type { PollWaker } from "./poll-waker.ts";

/** A generation and its run, as the create worker put them into the callback URL. */
const PLACE = /^(gen_[0-9a-f]{32})\.([1-9]\d{0,14})$/;

const newsSchema = z
  .looseObject({ status: z.string(), task: z.looseObject({ status: z.string() }).optional() })
  .partial();

/**
 * The words of both generations of the API for a task that goes on, of queries too: nothing that a poll could find out.
 */
const GOES_ON: readonly string[] = ["preparing", "queueing", "queued", "pending", "processing", "running"];

/**
 * Where the provider tells of tasks. It signs nothing, so nobody is believed: what is sent decides no more than whether
 * a poll is worth its while. Everybody gets the same answer, whether there is such a generation or not.
 */
export async function hearNews(
  { params, body }: CallOf<typeof news>,
  { waker }: { readonly waker: Pick<PollWaker, "wake"> },
): Promise<Answer> {
  const asked = challengeSchema.safeParse(body).data;
  if (asked !== undefined) return json(200, { challenge: asked.challenge });
  const [, generationId, run] = PLACE.exec(params.id) ?? [];
  // Not waited for: the answer is due soon, and says the same whatever comes of it.
  if (generationId !== undefined && mayHaveEnded(body)) waker.wake({ generationId, run: Number(run) });
  return json(200, { status: "ok" });
}

function mayHaveEnded(body: unknown): boolean {
  const told = newsSchema.safeParse(body).data;
  const word = told?.task?.status ?? told?.status ?? "";
  return !GOES_ON.includes(word.toLowerCase());
}
