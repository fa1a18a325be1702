import type { ListedTask, LostCreate, QuestionAnswer } from "@hailuo-queue/contracts";
import { differencesOf } from "../reconcile/match-lost-creates.ts";

/**
 * Whether a task that the account has can be that of a lost create. A generation may have lost several answers, one in
 * each run: the task may be of any of them. Told are the differences to the one that it is nearest to.
 */
export function judgeTask(listed: ListedTask, creates: readonly LostCreate[], timeoutMs: number): QuestionAnswer {
  const differences = creates.map((create) => differencesOf(listed, create, timeoutMs));
  const [nearest = []] = differences.toSorted((one, other) => one.length - other.length);
  return nearest.length === 0
    ? { type: "fits", status: listed.task.rawStatus }
    : { type: "other_task", differences: nearest };
}
