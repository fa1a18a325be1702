import { V2_WORDS, v2Task } from "./dialects/minimax-v2.ts";
import { keyRefusal, windowRefusal } from "./gate.ts";
import { faultedReply, type ReadCall, refusedRead } from "./read-calls.ts";
import type { Settings } from "./options.ts";
import { refusal } from "./refusals.ts";
import { answer, type Reply } from "./reply.ts";
import { isKnown, isOver, stageOf, type Task } from "./tasks.ts";
import { rollFault, type World } from "./world.ts";

const TASK_TYPES = ["generation", "h3_context_ir", "regeneration"];
const DEFAULT_PAGE_SIZE = 20;

interface ListQuery {
  readonly page: number;
  readonly pageSize: number;
  readonly status: string | null;
  readonly taskIds: ReadonlySet<string>;
  readonly model: string | null;
  readonly taskType: string | null;
}

/** The account's v2 tasks of the last seven days, the newest first. */
export function handleList(world: World, call: ReadCall & { readonly filter: URLSearchParams }): Reply {
  const { dialect, origin } = call;
  const { linkTtlMs, maxPageSize, taskIdsForm } = world.settings;
  const fault = rollFault(world, "list");
  if (fault !== undefined) world.faults.add(fault);
  if (fault === "listReset" || fault === "listHang" || fault === "list502Html") return faultedReply(world, fault);

  const gate = keyRefusal(world, call.authorization) ?? windowRefusal(world, dialect.side, "query");
  if (gate !== undefined) return refusedRead(world, dialect, "list", gate);
  if (fault === "list1000") return refusedRead(world, dialect, "list", refusal(1000));
  if (fault === "list1002") return refusedRead(world, dialect, "list", refusal(1002));
  const query = readListQuery(call.filter, { maxPageSize, taskIdsForm });
  if (typeof query === "string") return refusedRead(world, dialect, "list", refusal(2013, query));

  const now = world.now();
  const found = findTasks(world, query, now);
  const page = found.slice((query.page - 1) * query.pageSize, query.page * query.pageSize);
  const shown = fault === "listOmits" ? page.filter((_task, at) => at % 2 === 1) : page;
  const items = shown.map((task) => {
    const stage = stageOf(task, now);
    if (isOver(stage) && fault === undefined) task.endReportedAt ??= now;
    return v2Task(task, stage, { link: () => origin + world.links.sign(task.id, now + linkTtlMs) });
  });
  const told = { httpStatus: 200, body: { items, total: found.length } };
  return fault === "listTruncated" ? { kind: "cut", answer: told } : answer(told);
}

function findTasks(world: World, query: ListQuery, now: number): Task[] {
  const found: Task[] = [];
  for (const task of candidates(world, query)) {
    if (task.side !== "v2" || !isKnown(task, now)) continue;
    if (query.model !== null && task.request.model !== query.model) continue;
    if (query.taskType !== null && query.taskType !== (task.request.kind ?? "generation")) continue;
    if (query.status !== null && V2_WORDS[stageOf(task, now)] !== query.status) continue;
    found.push(task);
  }
  return found.toReversed();
}

function candidates(world: World, { taskIds }: ListQuery): Iterable<Task> {
  if (taskIds.size === 0) return world.tasks.all();
  const named = [...taskIds].flatMap((id) => world.tasks.byId(id) ?? []);
  return named.toSorted((one, other) => one.acceptedAt - other.acceptedAt);
}

/** What is wrong with it, when something is. How many tasks the real one gives on a page is not documented. */
function readListQuery(
  filter: URLSearchParams,
  { maxPageSize, taskIdsForm }: Pick<Settings, "maxPageSize" | "taskIdsForm">,
): ListQuery | string {
  const page = wholeNumber(filter.get("page_num"), 1);
  const pageSize = wholeNumber(filter.get("page_size"), DEFAULT_PAGE_SIZE);
  const [status, taskType] = [filter.get("filter.status"), filter.get("filter.task_type")];
  if (page === undefined || page < 1) return "invalid params, page_num must be at least 1";
  if (pageSize === undefined || pageSize < 1 || pageSize > maxPageSize) {
    return `invalid params, page_size must be between 1 and ${maxPageSize}`;
  }
  if (status !== null && !Object.values(V2_WORDS).includes(status))
    return `invalid params, filter.status ${status} is not supported`;
  if (taskType !== null && !TASK_TYPES.includes(taskType))
    return `invalid params, filter.task_type ${taskType} is not supported`;
  const taskIds = readTaskIds(filter, taskIdsForm);
  return { page, pageSize, status, taskType, taskIds, model: filter.get("filter.model") };
}

/**
 * In the form that is not understood, several parameters are the first of them, and joined ids are one that nobody has.
 */
function readTaskIds(filter: URLSearchParams, form: Settings["taskIdsForm"]): ReadonlySet<string> {
  const given = filter.getAll("filter.task_ids");
  const parameters = form === "joined" ? given.slice(0, 1) : given;
  return new Set(form === "repeated" ? parameters : parameters.flatMap((text) => text.split(",")));
}

function wholeNumber(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
