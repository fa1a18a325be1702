import {
  DEFAULT_ACCOUNT,
  type GenerationRecord,
  isoTime,
  type QuestionAnswer,
  type QuestionDesk,
  sideOfAccount,
  UnavailableError,
} from "@hailuo-queue/contracts";
import type { ReplayReceipt } from "./resolution.ts";

type Refused = Extract<ReplayReceipt, { result: "refused" }>;

/**
 * Undefined when the generation's own account has the task, and nothing speaks against it.
 * @throws UnavailableError: `nobody_to_ask`, `provider_unavailable` or `provider_silent`; nothing was changed.
 */
export async function checkTask(
  desk: QuestionDesk,
  record: GenerationRecord,
  taskId: string,
): Promise<Refused | undefined> {
  const { id, account = DEFAULT_ACCOUNT } = record;
  const answer = await desk.ask({ kind: "task", generationId: id, taskId });
  switch (answer.type) {
    case "fits":
      return undefined;
    case "unknown_task":
      return {
        result: "refused",
        id,
        code: "unknown_task",
        message:
          `Account ${account} has no task ${taskId}: ${answer.message}. Nothing was changed. ` +
          "Look for the task in the console of that very account.",
      };
    case "other_task":
      return {
        result: "refused",
        id,
        code: "other_task",
        message:
          `Task ${taskId} of account ${account} cannot be that of ${id}: ` +
          `${answer.differences.join("; ")}. Nothing was changed.`,
      };
    case "looked":
    case "unclear":
      throw cannotSay(answer);
  }
}

/**
 * When the account's list was looked through just now; undefined where its API lists none.
 * @throws UnavailableError: as `checkTask`.
 */
export async function lookAgain(desk: QuestionDesk, account: string): Promise<number | undefined> {
  if (sideOfAccount(account) !== "v2") return undefined;
  const answer = await desk.ask({ kind: "look", account });
  if (answer.type === "looked") return answer.at;
  throw cannotSay(answer);
}

function cannotSay(answer: QuestionAnswer): UnavailableError {
  const why =
    answer.type === "unclear" ? answer : { code: "unexpected_answer", message: "its worker answered something else" };
  const when = "retryInMs" in why && why.retryInMs !== undefined ? ` in ${Math.ceil(why.retryInMs / 1000)} s` : "";
  return new UnavailableError(
    "provider_unavailable",
    `The provider cannot say just now (${why.code}: ` +
      `${why.message.replace(/\.$/, "")}). Nothing was changed; try again${when}.`,
  );
}

/**
 * Doubt never buys: only a list that was seen whole, and that holds no task which may be its, lets it be bought again.
 */
export function decideResubmit({ id, lookup, submittedAt }: GenerationRecord, lookedAt: number): Refused | undefined {
  const refuse = (code: Refused["code"], why: string): Refused => ({
    result: "refused",
    id,
    code,
    message: `${why} Nothing was changed; force buys it anyway, and pays twice if the first create was accepted.`,
  });
  if (lookup === undefined || lookup.at < lookedAt)
    return refuse(
      "not_looked",
      `The provider's list does not tell yet, or no longer, whether ${id} (sent at ` +
        `${isoTime(submittedAt)}) has a task: one appears within minutes, and is listed for seven days.`,
    );
  const [first] = lookup.candidates;
  if (first !== undefined) {
    const more = lookup.candidates.length > 1 ? ` and ${lookup.candidates.length - 1} more` : "";
    return refuse(
      "task_may_exist",
      `The provider lists task ${first.taskId} (${first.status})${more}, which may be that of ${id}: name it instead.`,
    );
  }
  if (lookup.complete) return undefined;
  return refuse(
    "not_looked",
    `The provider's list was not seen as far back as ${isoTime(lookup.from)}, when ${id} was sent.`,
  );
}
