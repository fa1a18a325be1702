import {
  DEFAULT_ACCOUNT,
  type ProviderQuestion,
  ProviderError,
  type QuestionAnswer,
  type TaskApi,
  type VideoProvider,
} from "@hailuo-queue/contracts";
import { type LookParts, lookNow } from "../reconcile/find-lost-creates.ts";
import { lostCreateOf } from "../reconcile/lost-create-of.ts";
import { judgeTask } from "./judge-task.ts";

/** What answering questions to the provider needs. */
export type QuestionParts = LookParts & {
  readonly taskApi: Pick<TaskApi, "describeTask">;
  readonly provider: Pick<VideoProvider, "getTask">;
};

/** A question from a process without the provider's key, with the time until which its asker waits. */
export interface AskedQuestion {
  readonly question: ProviderQuestion;
  /** The same when it is taken up again, so that it keeps its permit in the account's query window. */
  readonly questionId: string;
  /** Nobody waits for the answer any more then. Unix ms. */
  readonly untilMs: number;
}

/** `later`: the account's query window has room then, and somebody will still wait for the answer. */
export type QuestionReply = QuestionAnswer | { readonly type: "later"; readonly inMs: number };

/** Answers one question, or says when the account's window has room for it. */
export type AnswerQuestion = (asked: AskedQuestion, signal: AbortSignal) => Promise<QuestionReply>;

/** A call takes a moment itself: room that comes later than this before the end is of no use. */
const CALL_MS = 1000;

/**
 * Answers questions to the provider, each call with its permit in the account's query window. Buys nothing, and moves
 * no generation.
 */
export function createQuestionAnswerer(parts: QuestionParts): AnswerQuestion {
  const { ledger, taskApi, provider, budget, lostCreates, clock, settings } = parts;

  async function answerTask(
    { generationId, taskId }: Extract<ProviderQuestion, { kind: "task" }>,
    asked: AskedQuestion,
    signal: AbortSignal,
  ): Promise<QuestionReply> {
    const record = await ledger.get(generationId);
    if (record?.state !== "submission_unknown")
      return unclear("changed", `${generationId} has changed just now; look at it again.`);
    const account = record.account ?? DEFAULT_ACCOUNT;
    const callId = `question:${asked.questionId}`;
    const waitMs = await budget.take(account, "query", callId);
    if (waitMs !== undefined) return whenThereIsRoom(account, waitMs, asked);
    try {
      if (!taskApi.hasTaskApi(account))
        return { type: "fits", status: (await provider.getTask(taskId, { signal, account })).rawStatus };
      const listed = await taskApi.describeTask(taskId, { signal, account });
      const creates = (await lostCreates.list(account)).filter((create) => create.generationId === generationId);
      return judgeTask(listed, creates.length > 0 ? creates : [lostCreateOf(record)], settings.createTimeoutMs);
    } catch (error) {
      return refusedAnswer(error, signal);
    } finally {
      await budget.answered(account, "query", callId);
    }
  }

  async function answerLook(account: string, asked: AskedQuestion, signal: AbortSignal): Promise<QuestionReply> {
    if (!taskApi.hasTaskApi(account))
      return unclear("not_offered", `This process has no account ${account} whose API lists tasks.`);
    const look = await lookNow(parts, account, signal);
    if ("at" in look) return { type: "looked", at: look.at };
    return look.refused === undefined
      ? whenThereIsRoom(account, look.waitMs ?? 0, asked)
      : refusedAnswer(look.refused, signal);
  }

  function whenThereIsRoom(account: string, waitMs: number, { untilMs }: AskedQuestion): QuestionReply {
    if (clock.now() + waitMs + CALL_MS < untilMs) return { type: "later", inMs: waitMs };
    return {
      ...unclear(
        "query_window_full",
        `The query window of account ${account} has no room for ${Math.ceil(waitMs / 1000)} s.`,
      ),
      retryInMs: waitMs,
    };
  }

  /** The provider's definite word, or that it cannot say just now. */
  function refusedAnswer(error: unknown, signal: AbortSignal): QuestionAnswer {
    signal.throwIfAborted();
    if (!(error instanceof ProviderError)) throw error;
    const { verdict, retryAt } = error.details;
    if (verdict === "not_found") return { type: "unknown_task", message: error.message };
    const answer = unclear(error.code, error.message);
    return retryAt === undefined ? answer : { ...answer, retryInMs: Math.max(0, retryAt - clock.now()) };
  }

  return (asked, signal) => {
    const { question } = asked;
    return question.kind === "task" ? answerTask(question, asked, signal) : answerLook(question.account, asked, signal);
  };
}

function unclear(code: string, message: string): Extract<QuestionAnswer, { type: "unclear" }> {
  return { type: "unclear", code, message };
}
