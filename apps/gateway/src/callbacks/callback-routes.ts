import { z } from "zod";
import { defineRoute, json, type Route } from "../http/route.ts";
import type { PollWaker } from "./poll-waker.ts";

export interface CallbackRoutes {
  readonly waker: Pick<PollWaker, "wake">;
}

/** The largest that is read: a task's state has some hundred bytes. */
const BODY_LIMIT = 16 * 1024;

const PATH = "/callbacks/minimax";
/** A generation and its run, as the create worker put them into the callback URL. */
const PLACE = /^(gen_[0-9a-f]{32})\.([1-9]\d{0,14})$/;

const challengeField = z.union([z.string().min(1).max(1024), z.number()]);
const challenge = z.looseObject({ challenge: challengeField });
const news = z.looseObject({ status: z.string(), task: z.looseObject({ status: z.string() }).optional() }).partial();

/** The words of both generations of the API for a task that goes on, of queries too: nothing that a poll could find out. */
const GOES_ON: readonly string[] = ["preparing", "queueing", "queued", "pending", "processing", "running"];

/**
 * Where the provider tells of tasks. It signs nothing, so nobody is believed: what is sent decides no more than whether a poll is worth
 * its while. Everybody gets the same answer, whether there is such a generation or not.
 */
export function callbackRoutes({ waker }: CallbackRoutes): readonly Route[] {
  const base = { role: undefined, scope: "public", tag: "Callbacks", answers: { 200: { description: "Taken" } } } as const;
  return [
    defineRoute({
      ...base,
      method: "GET",
      path: `${PATH}/:id`,
      summary: "The provider's challenge, as a query",
      params: z.object({ id: z.string() }),
      query: challenge,
      handle: async ({ query }) => json(200, { challenge: query.challenge }),
    }),
    defineRoute({
      ...base,
      method: "POST",
      audit: { none: "the provider's news, which moves a poll and changes nothing" },
      path: `${PATH}/:id`,
      summary: "The provider's challenge, or news of a task",
      params: z.object({ id: z.string() }),
      body: z.unknown(),
      bodyLimit: BODY_LIMIT,
      handle: async ({ params, body }) => {
        const asked = challenge.safeParse(body).data;
        if (asked !== undefined) return json(200, { challenge: asked.challenge });
        const [, generationId, run] = PLACE.exec(params.id) ?? [];
        // Not waited for: the answer is due soon, and says the same whatever comes of it.
        if (generationId !== undefined && mayHaveEnded(body)) waker.wake({ generationId, run: Number(run) });
        return json(200, { status: "ok" });
      },
    }),
  ];
}

function mayHaveEnded(body: unknown): boolean {
  const told = news.safeParse(body).data;
  const word = told?.task?.status ?? told?.status ?? "";
  return !GOES_ON.includes(word.toLowerCase());
}
