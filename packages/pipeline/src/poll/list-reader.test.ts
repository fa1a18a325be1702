import { expect, test } from "@jest/globals";
import { type ListedTask, ProviderError, type ProviderTask, type TaskListQuery } from "@hailuo-queue/contracts";
import { createListReader } from "./list-reader.ts";
import { createSingleReader, type TaskReply } from "./task-reader.ts";

const RUNNING: ProviderTask = { status: "running", rawStatus: "running" };
const usage = { outputSeconds: 5, inputSeconds: 0, inputImages: 0 };
const SUCCEEDED: ProviderTask = { status: "succeeded", rawStatus: "succeeded", fileId: "t", usage };

/** An account whose tasks all run, as the list tells; a single query tells of each that it failed. */
function openWorld() {
  const lists: TaskListQuery[] = [];
  const singles: string[] = [];
  const taken: string[] = [];
  const told: string[] = [];
  const aborted: string[] = [];
  const world = {
    nowMs: 0,
    waitMs: undefined as number | undefined,
    tasks: {} as Readonly<Record<string, Partial<ListedTask> | undefined>>,
    missing: [] as readonly string[],
    mostPerPage: Infinity,
    fails: undefined as Error | undefined,
    held: undefined as Promise<void> | undefined,
  };
  const budget = {
    take: async (account: string, _callType: string, callId: string) => {
      taken.push(`${account} ${callId}`);
      return world.waitMs;
    },
    answered: async () => undefined,
  };
  const provider = {
    getTask: async (taskId: string): Promise<ProviderTask> => {
      singles.push(taskId);
      return { status: "failed", rawStatus: "failed" };
    },
  };
  const reader = createListReader({
    taskApi: {
      hasTaskApi: (account) => account.endsWith("~v2"),
      listTasks: async (query, { signal }) => {
        lists.push(query);
        signal.addEventListener("abort", () => aborted.push("list"));
        await world.held;
        if (world.fails !== undefined) throw world.fails;
        const found = (query.taskIds ?? []).filter((id) => !world.missing.includes(id));
        const size = Math.min(query.pageSize, world.mostPerPage);
        const page = found.slice((query.page - 1) * size, query.page * size);
        return {
          tasks: page.map((taskId) => ({ taskId, task: RUNNING, ...world.tasks[taskId] })),
          total: found.length,
        };
      },
    },
    single: createSingleReader({ provider, budget }),
    budget,
    clock: { now: () => world.nowMs },
    random: () => 0.5,
    reporter: { callRefused: (account, _callType, code) => void told.push(`${account} ${code}`) },
    gatherMs: 20,
  });
  const closing = new AbortController();
  function ask(
    taskId: string,
    more: { account?: string; lastStatus?: string; cancelled?: boolean; signal?: AbortSignal } = {},
  ): Promise<TaskReply> {
    const { account = "main~v2", lastStatus, cancelled = false, signal = closing.signal } = more;
    return reader.read({ taskId, account, lastStatus, cancelled, callId: `call-${taskId}` }, signal);
  }
  const askAll = (...ids: string[]): Promise<readonly string[]> =>
    Promise.all(ids.map(async (id) => words(await ask(id))));
  return { world, lists, singles, taken, told, aborted, closing, ask, askAll };
}

function words(reply: TaskReply): string {
  if ("waitMs" in reply) return `wait ${reply.waitMs}`;
  return "task" in reply ? reply.task.rawStatus : `error ${(reply.error as ProviderError).code}`;
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, at) => `t${at}`);

test("polls of one moment are answered by one request, with one permit in the window", async () => {
  const { lists, singles, taken, askAll } = openWorld();
  expect(await askAll("a", "b", "c")).toEqual(["running", "running", "running"]);
  expect(lists).toEqual([{ page: 1, pageSize: 100, taskIds: ["a", "b", "c"] }]);
  expect([singles, taken.length]).toEqual([[], 1]);
});

test("lists that are under way at once each have a permit of their own in the window, and later ones take these permits again", async () => {
  const { world, taken, askAll } = openWorld();
  let answer: () => void = () => undefined;
  world.held = new Promise((resolve) => (answer = resolve));
  const all = askAll(...ids(300));
  while (taken.length < 3) await new Promise((resolve) => setImmediate(resolve));
  answer();
  await all;
  expect(new Set(taken).size).toBe(3);
  world.waitMs = 700;
  expect(await askAll("a", "b")).toEqual(["wait 700", "wait 700"]);
  world.waitMs = undefined;
  expect(await askAll("a", "b")).toEqual(["running", "running"]);
  // Whoever waited for room comes back under the same name.
  expect(taken.slice(3)).toEqual([taken[0], taken[0]]);
});

test("one alone is asked for by itself, and so are those of an account that cannot list", async () => {
  const { lists, singles, ask, askAll } = openWorld();
  expect(words(await ask("a"))).toBe("failed");
  await Promise.all([ask("b", { account: "main" }), ask("c", { account: "main" })]);
  expect([lists.length, singles]).toEqual([0, ["a", "b", "c"]]);
  await Promise.all([askAll("d", "e"), ask("f", { account: "other~v2" })]);
  expect([lists.map(({ taskIds }) => taskIds), singles.at(-1)]).toEqual([[["d", "e"]], "f"]);
});

test("what the list leaves out or tells in part is asked for by itself; its own word is taken for the rest", async () => {
  const { world, singles, askAll } = openWorld();
  const { usage: _usage, ...unpriced } = SUCCEEDED;
  world.tasks = { b: { unclear: true }, c: { task: unpriced }, d: { task: SUCCEEDED } };
  world.missing = ["a"];
  expect(await askAll("a", "b", "c", "d", "e")).toEqual(["failed", "failed", "failed", "succeeded", "running"]);
  expect(singles.toSorted()).toEqual(["a", "b", "c"]);
});

test("a task that goes backwards in a list that lags behind is asked for by itself", async () => {
  const { world, singles, ask } = openWorld();
  const queued = { task: { status: "waiting", rawStatus: "queued" } } as const;
  world.tasks = { a: queued, b: queued, c: queued };
  const replies = await Promise.all([
    ask("a", { lastStatus: "Running" }),
    ask("b", { lastStatus: "Queued" }),
    ask("c"),
  ]);
  expect(replies.map(words)).toEqual(["failed", "queued", "queued"]);
  expect(singles).toEqual(["a"]);
});

test("a task that is to be cancelled is asked for by itself before it is said to wait", async () => {
  const { world, singles, ask } = openWorld();
  world.tasks = { a: { task: { status: "waiting", rawStatus: "queued" } } };
  expect((await Promise.all([ask("a", { cancelled: true }), ask("b", { cancelled: true })])).map(words)).toEqual([
    "failed",
    "running",
  ]);
  expect(singles).toEqual(["a"]);
});

test("more than a page are asked for page by page, and a provider that gives smaller ones is asked for more", async () => {
  const { world, lists, singles, askAll } = openWorld();
  await askAll(...ids(150));
  expect(lists.map(({ page, taskIds }) => [page, taskIds?.length])).toEqual([
    [1, 100],
    [1, 50],
  ]);
  lists.length = 0;
  world.mostPerPage = 20;
  await askAll(...ids(50));
  expect([lists.map(({ page }) => page), singles]).toEqual([[1, 2, 3], []]);
});

test("while the list does not work every task is asked for by itself, and after a minute the list is tried again", async () => {
  const { world, lists, singles, told, askAll } = openWorld();
  world.fails = new ProviderError("server_error", "broken", { verdict: "transient" });
  expect(await askAll("a", "b")).toEqual(["failed", "failed"]);
  expect(told).toEqual(["main~v2 list_server_error"]);
  world.fails = undefined;
  world.nowMs = 59_999;
  await askAll("a", "b");
  expect([lists.length, singles.length]).toEqual([1, 4]);
  world.nowMs = 60_000;
  expect(await askAll("a", "b")).toEqual(["running", "running"]);
});

test("a page that is refused as too large is asked for smaller, the next time", async () => {
  const { world, lists, askAll } = openWorld();
  world.fails = new ProviderError("invalid_parameters", "page_size must be at most 50 (2013)", {
    verdict: "not_found",
  });
  expect(await askAll("a", "b")).toEqual(["failed", "failed"]);
  world.fails = undefined;
  world.nowMs = 60_000;
  await askAll(...ids(30));
  expect(lists.map(({ pageSize, taskIds }) => [pageSize, taskIds?.length])).toEqual([
    [100, 2],
    [20, 20],
    [20, 10],
  ]);
});

test.each(["throttled", "account", "not_sent"] as const)(
  "an answer that a single query would get too (%s) is that of all",
  async (verdict) => {
    const { world, singles, askAll } = openWorld();
    world.fails = new ProviderError("some_code", "no", { verdict });
    expect(await askAll("a", "b")).toEqual(["error some_code", "error some_code"]);
    expect(singles).toEqual([]);
  },
);

test("where the window has no room all of them wait, and keep their place by one name", async () => {
  const { world, lists, singles, taken, askAll } = openWorld();
  world.waitMs = 700;
  expect(await askAll("a", "b")).toEqual(["wait 700", "wait 700"]);
  await askAll("a", "b");
  expect([lists, singles, new Set(taken).size]).toEqual([[], [], 1]);
});

test("a request is given up when nobody wants its answer any more, and not sooner", async () => {
  const { world, lists, aborted, ask } = openWorld();
  let release = (): void => undefined;
  world.held = new Promise((resolve) => (release = resolve));
  const leavers = [new AbortController(), new AbortController()] as const;
  const asked = leavers.map(({ signal }, at) => ask(`t${at}`, { signal }));
  while (lists.length === 0) await new Promise(setImmediate);
  leavers[0].abort();
  expect(aborted).toEqual([]);
  leavers[1].abort();
  expect(aborted).toEqual(["list"]);
  release();
  await Promise.allSettled(asked);
});
