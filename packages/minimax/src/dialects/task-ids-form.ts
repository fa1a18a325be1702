import type { TaskListQuery } from "@hailuo-queue/contracts";

/** How a list is asked for several tasks: `1,2` as one parameter, or a parameter for each. */
export type TaskIdsForm = "joined" | "repeated";

/**
 * The provider's own client joins the ids by commas, its page says that the parameter is repeated, and no live answer
 * has told which is read. `joined` is tried first. An answer to several ids that tells of none, or of one where one
 * alone was read, says that its form is not understood: the next list takes the other one. What the list left out is
 * asked for by single queries meanwhile.
 */
export interface TaskIdsChoice {
  readonly form: TaskIdsForm;
  /** `told`: the ids in the answer; undefined when the list was refused for what it asked. */
  learn(asked: TaskListQuery, form: TaskIdsForm, told: readonly string[] | undefined): void;
}

export function createTaskIdsChoice(): TaskIdsChoice {
  let form: TaskIdsForm = "joined";
  let proven = false;
  return {
    get form() {
      return form;
    },
    learn({ taskIds = [], page }, used, told) {
      if (proven || used !== form || taskIds.length < 2 || page > 1) return;
      const found = new Set(told?.filter((id) => taskIds.includes(id))).size;
      if (found >= 2) proven = true;
      else form = used === "joined" ? "repeated" : "joined";
    },
  };
}
