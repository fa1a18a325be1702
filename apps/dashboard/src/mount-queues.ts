import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { FastifyAdapter } from "@bull-board/fastify";
import { errorMessage, type Stage, STAGES } from "@hailuo-queue/contracts";
import type { OpenedStageQueue } from "@hailuo-queue/queue";
import { redactText } from "@hailuo-queue/runtime";
import type { FastifyInstance } from "fastify";
import { QUEUES_PATH } from "./guard/response-headers.ts";
import { languageOfRequest } from "./words/language-of-request.ts";
import type { Speech, Speeches } from "./words/speech.ts";

/** Each is said by itself: a page shows them in its reader's language. */
const DESCRIPTIONS = {
  create: "Creates a task at the provider for each admitted generation.",
  poll: "Polls tasks. Jobs wait in Delayed between two polls.",
  download: "Downloads a finished video and stores it.",
} as const satisfies Record<Stage, string>;
/** As the queues are set up: a done job says nothing that its generation's record does not. */
const REMOVED = "Done jobs are removed, so Completed stays empty.";

/** Its page asks another host for a font. The policy forbids it, and nobody elsewhere learns who looks at the queue. */
const FOREIGN_FONT = /<link\b[^>]*\bhref="https?:\/\/[^"]*"[^>]*>/g;

/**
 * bull-board on the three queues, to look only: a generation's state stands in its record, and a job that is removed or
 * retried by hand says nothing to it. `checkRedis` throws while Redis is away: the queues' own connection would wait.
 */
export async function mountQueues(
  server: FastifyInstance,
  queues: OpenedStageQueue["queues"],
  { checkRedis, speeches }: { readonly checkRedis: () => Promise<unknown>; readonly speeches: Speeches },
): Promise<void> {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(QUEUES_PATH);
  createBullBoard({
    queues: STAGES.map(
      (stage) =>
        new BullMQAdapter(queues[stage], { readOnlyMode: true, description: `${DESCRIPTIONS[stage]} ${REMOVED}` }),
    ),
    serverAdapter: adapter,
    options: {
      uiConfig: {
        boardTitle: "BullMQ jobs",
        hideDocsLink: true,
        miscLinks: [{ text: "Overview", url: "/" }],
        favIcon: { default: "/icon.svg", alternative: "/icon.svg" },
      },
    },
  });
  await server.register(
    async (scope) => {
      scope.addHook("preHandler", async (request, reply) => {
        if (!request.url.startsWith(`${QUEUES_PATH}/api/`)) return undefined;
        try {
          await checkRedis();
        } catch (error) {
          // bull-board's own error handler would answer 500.
          return reply.code(503).send({ error: redactText(errorMessage(error)) });
        }
        return undefined;
      });
      scope.addHook("onSend", async (request, reply, payload) => {
        if (typeof payload !== "string") return payload;
        const isPage = String(reply.getHeader("content-type")).startsWith("text/html");
        const speech = speeches[languageOfRequest(request.headers)];
        return isPage
          ? inWords(payload.replace(FOREIGN_FONT, ""), PAGE_WORDS, speech)
          : inWords(payload, DESCRIPTION_WORDS, speech);
      });
      await scope.register(adapter.registerPlugin());
    },
    { prefix: QUEUES_PATH },
  );
}

const DESCRIPTION_WORDS = Object.values(DESCRIPTIONS).map((words) => `${words} ${REMOVED}`);
const PAGE_WORDS = ["Overview", "BullMQ jobs"];

/** bull-board speaks the browser's language by itself; these words are ours, in its answers and its page. */
function inWords(payload: string, ours: readonly string[], { retell }: Speech): string {
  return ours.reduce((text, words) => text.replaceAll(words, () => retell(words)), payload);
}
