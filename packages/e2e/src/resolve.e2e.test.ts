import { expect, test } from "@jest/globals";
import { readTasks } from "./stand/books.ts";
import { jsonLines, openStand, type Stand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

/** The answer to the first create is lost, and its task runs. */
const LOST = {
  faults: { script: [{ nth: 1, fault: "createResetAfterAccept" as const }] },
  lifetime: { fixedMs: 2000 },
};
/** Of a terminal or a gateway, which have no key. */
const NO_KEY = { env: { MINIMAX_API_KEY: "" } };

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function openGateway(
  stand: Stand,
): Promise<(tenant: string) => Promise<(method: string, path: string, body?: object) => Promise<Reply>>> {
  const gateway = stand.start(["gateway", "--port", "0", "--json"], NO_KEY);
  const url = String((await gateway.jsonLine(({ type }) => type === "gateway"))["url"]);
  return async (tenant) => {
    const role = tenant === "operators" ? "admin" : "submit";
    const { json } = await stand.run(["keys", "create", "--tenant", tenant, "--role", role, "--json"]);
    const headers = { authorization: `Bearer ${String(json[0]?.["token"])}`, "content-type": "application/json" };
    return async (method, path, body) => {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Reply["body"] };
    };
  };
}

test.concurrent("over HTTP a lost create goes on with its task once a worker has asked the provider for it, and is bought once", async () => {
  await using stand = await openStand(LOST);
  await shareRedis(stand);
  await startWorker(stand, "create");
  const as = await openGateway(stand);
  const [mine, theirs, operators] = [await as("mine"), await as("theirs"), await as("operators")];
  const made = await mine("POST", "/api/v1/generations", {
    model: "MiniMax-Hailuo-2.3",
    prompt: "a very private boat",
  });
  const path = `/api/v1/generations/${String(made.body["id"])}`;
  await until("its answer is lost", async () => (await mine("GET", path)).body["state"] === "submission_unknown");
  const [task] = await readTasks(stand.simulator);
  const known = await mine("GET", `${path}/candidates`);
  expect(known).toMatchObject({
    status: 200,
    body: { object: "candidates", waits: true, lists_tasks: false, looked_at: null, data: [] },
  });
  const before = (await mine("GET", path)).body;

  // Create workers are no workers to ask.
  const nobody = await mine("POST", `${path}/resolve`, { task_id: task?.id });
  expect(nobody).toMatchObject({
    status: 503,
    body: { code: "nobody_to_ask", detail: expect.stringContaining("hailuo worker poll") },
  });
  expect((await mine("GET", path)).body).toEqual(before);

  await startWorker(stand, "poll");
  expect(await mine("POST", `${path}/resolve`, { task_id: "123" })).toMatchObject({
    status: 422,
    body: { code: "unknown_task" },
  });
  stand.simulator.configure({ faults: { query1002: 1 } });
  expect(await mine("POST", `${path}/resolve`, { task_id: task?.id })).toMatchObject({
    status: 503,
    body: { code: "provider_unavailable" },
  });
  stand.simulator.configure({ faults: { query1002: 0 } });
  expect((await mine("GET", path)).body).toEqual(before);
  for (const way of ["candidates", "resolve"])
    expect(
      (
        await theirs(
          way === "resolve" ? "POST" : "GET",
          `${path}/${way}`,
          way === "resolve" ? { fail: true } : undefined,
        )
      ).status,
    ).toBe(404);

  const said = await mine("POST", `${path}/resolve`, { task_id: task?.id });
  expect(said).toMatchObject({
    status: 200,
    body: { object: "resolution", action: "task", again: false, may_cost_usd: null },
  });
  expect(await mine("POST", `${path}/resolve`, { task_id: task?.id })).toMatchObject({
    status: 200,
    body: { again: true },
  });
  await startWorker(stand, "download");
  await until("its video is stored", async () => (await mine("GET", path)).body["state"] === "succeeded");
  expect(stand.simulator.stats()).toMatchObject({ accepted: 1 });

  const told = (await operators("GET", "/api/v1/audit?what=generation.resolve")).body["data"] as readonly Record<
    string,
    unknown
  >[];
  expect(told.map(({ tenant, outcome, code }) => [tenant, outcome, code])).toEqual([
    ["mine", "done", null],
    ["mine", "done", null],
    ["theirs", "refused", "not_found"],
    ["mine", "refused", "provider_unavailable"],
    ["mine", "refused", "unknown_task"],
    ["mine", "refused", "nobody_to_ask"],
  ]);
  expect(JSON.stringify(told)).not.toContain("private");
});

test.concurrent("at a terminal a task is checked by the workers, or, where none is, with the key that is there; without both nothing is changed", async () => {
  await using stand = await openStand(LOST);
  await shareRedis(stand);
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(1)));
  await stand.run(["submit", file, "--batch", "boats"]);
  const creates = await startWorker(stand, "create");
  const state = async (): Promise<unknown> =>
    (await stand.run(["list", "--batch", "boats", "--json"])).json[0]?.["state"];
  await until("its answer is lost", async () => (await state()) === "submission_unknown");
  creates.process.signal("SIGTERM");
  await creates.process.ended;
  const id = String((await stand.run(["list", "--batch", "boats", "--json"])).json[0]?.["id"]);
  const [task] = await readTasks(stand.simulator);
  const resolve = (taskId: string, options = {}) => stand.run(["resolve", id, "--task", taskId, "--json"], options);

  expect(await resolve("123", NO_KEY)).toMatchObject({
    code: 2,
    json: [{ code: "nobody_to_ask", message: expect.stringContaining("Or set MINIMAX_API_KEY") }],
  });
  expect(await resolve("123")).toMatchObject({ code: 1, json: [{ result: "refused", code: "unknown_task" }] });
  expect(await state()).toBe("submission_unknown");
  expect(await resolve(task?.id ?? "")).toMatchObject({ code: 0, json: [{ result: "generating", id }] });
  expect(await resolve(task?.id ?? "", NO_KEY)).toMatchObject({
    code: 0,
    json: [{ result: "generating", again: true }],
  });
  expect(await state()).toBe("generating");
  expect(stand.simulator.stats()).toMatchObject({ accepted: 1 });
  const told = await stand.run(["audit", "--what", "generation.", "--json"]);
  expect(told.json.map(({ what, outcome, code }) => [what, outcome, code])).toEqual([
    ["generation.resolve", "done", null],
    ["generation.resolve", "done", null],
    ["generation.resolve", "refused", "unknown_task"],
    ["generation.resolve", "refused", "nobody_to_ask"],
  ]);
});

test.concurrent("`hailuo run` answers questions of other terminals while it runs, and tells the audit what it enqueued", async () => {
  await using stand = await openStand({ ...LOST, lifetime: { fixedMs: 3_600_000 } });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(2)));
  const run = stand.start(["run", file, "--batch", "boats", "--json"]);
  await run.jsonLine((line) => line["needs_attention"] === 1 || line["submission_unknown"] === 1);
  const [parked] = (await stand.run(["list", "--state", "submission_unknown", "--json"])).json;
  const id = String(parked?.["id"]);
  expect(await stand.run(["resolve", id, "--task", "123", "--json"], NO_KEY)).toMatchObject({
    code: 1,
    json: [{ code: "unknown_task" }],
  });
  const own = (await readTasks(stand.simulator)).find(
    ({ request }) => request.prompt === String((parked?.["request"] as { prompt?: string })?.prompt),
  );
  expect(await stand.run(["resolve", id, "--task", own?.id ?? "", "--json"], NO_KEY)).toMatchObject({ code: 0 });
  expect((await stand.run(["audit", "--what", "batch.submit", "--json"])).json).toMatchObject([
    {
      who: expect.stringMatching(/^cli /),
      tenant: "default",
      about: { batch: "boats" },
      details: { created: "2", existing: "0" },
    },
  ]);
  stand.simulator.configure({ speed: 36_000 });
  expect(await run.ended).toMatchObject({ code: 0 });
  expect(stand.simulator.stats()).toMatchObject({ accepted: 2 });
});
