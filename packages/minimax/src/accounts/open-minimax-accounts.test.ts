import { inspect } from "node:util";
import { type GenerationRequest, type ProviderAccount, ProviderError } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import {
  type Answering,
  answerJson,
  type ProviderServer,
  startProviderServer,
} from "../__fixtures__/provider-server.ts";
import { stopLimits } from "../__fixtures__/stopped-limits.ts";
import { type LeftOutKey, openMinimaxAccounts } from "./open-minimax-accounts.ts";

const request: GenerationRequest = {
  model: "MiniMax-Hailuo-2.3",
  prompt: "a cat",
  duration: 6,
  resolution: "768P",
  enable_prompt_expansion: true,
};
const { signal } = new AbortController();

function accountOf(
  name: string,
  baseUrl: string,
  keys: readonly string[],
  more: Partial<ProviderAccount> = {},
): ProviderAccount {
  return { name, baseUrl, dialect: "auto", keys: () => keys, ...more };
}

/** The live API: takes the keys that are good at the moment of the call. */
function liveApi(good: ReadonlySet<string>): Answering {
  return (_, response, arrival) => {
    const key = arrival.authorization?.replace("Bearer ", "") ?? "";
    if (!good.has(key))
      return answerJson(response, 200, { base_resp: { status_code: 2049, status_msg: `invalid api key ${key}` } });
    if (arrival.method === "POST")
      return answerJson(response, 200, { task_id: "106916112212032", base_resp: { status_code: 0 } });
    if (arrival.url.startsWith("/v1/query/video_generation?task_id=0"))
      return answerJson(response, 200, { base_resp: { status_code: 2013, status_msg: "invalid params" } });
    return answerJson(response, 200, { status: "Processing", base_resp: { status_code: 0 } });
  };
}

const keysOf = (server: ProviderServer, method: string): (string | undefined)[] =>
  server.arrivals
    .filter((arrival) => arrival.method === method)
    .map(({ authorization }) => authorization?.replace("Bearer ", ""));

test("each call goes to the account that it names, with its keys in turn", async () => {
  await using here = await startProviderServer(liveApi(new Set(["here-1", "here-2", "here-3"])));
  await using there = await startProviderServer(liveApi(new Set(["there-1"])));
  const pool = openMinimaxAccounts([
    accountOf("a", here.url, ["here-1", "here-2", "here-3"]),
    accountOf("b", there.url, ["there-1"]),
  ]);
  for (let task = 0; task < 4; task += 1) await pool.createTask(request, { signal, account: "a" });
  await pool.createTask(request, { signal, account: "b" });
  await pool.getTask("7", { signal, account: "b" });
  await pool.close();
  expect(keysOf(here, "POST")).toEqual(["here-1", "here-2", "here-3", "here-1"]);
  expect(keysOf(there, "POST")).toEqual(["there-1"]);
  expect(there.arrivals.at(-1)).toMatchObject({
    url: "/v1/query/video_generation?task_id=7",
    authorization: "Bearer there-1",
  });
  expect(pool.hosts).toEqual([here, there].map(({ url }) => new URL(url).host));
});

test("the dialect of a base URL is asked for once for all its accounts, also when the first that asks has a bad key", async () => {
  await using server = await startProviderServer(liveApi(new Set(["good-1", "good-2"])));
  const pool = openMinimaxAccounts([
    accountOf("bad", server.url, ["refused"]),
    accountOf("one", server.url, ["good-1"]),
    accountOf("two", server.url, ["good-2"]),
  ]);
  const [bad, one, two] = await Promise.allSettled(
    ["bad", "one", "two"].map((account) => pool.createTask(request, { signal, account })),
  );
  expect(bad).toMatchObject({ status: "rejected", reason: { code: "key_refused", details: { verdict: "account" } } });
  expect([one?.status, two?.status]).toEqual(["fulfilled", "fulfilled"]);
  const questions = keysOf(server, "GET");
  await pool.createTask(request, { signal, account: "one" });
  expect(keysOf(server, "GET")).toEqual(questions);
  // Asked with the refused key, and then with one other.
  expect(new Set(questions).size).toBe(2);
  await pool.close();
});

test("a refused key is left out for ten minutes with one warning, and its calls are made with another", async () => {
  const good = new Set(["works"]);
  await using server = await startProviderServer(liveApi(good));
  const clock = { time: 1_000_000, now: () => clock.time };
  const warnings: LeftOutKey[] = [];
  const account = accountOf("main", server.url, ["broken-key", "works"], {
    dialect: "minimax-v1",
    settings: "key 2 of ./accounts.json",
  });
  const pool = openMinimaxAccounts([account], { clock, onKeyLeftOut: (warning) => warnings.push(warning) });
  for (let task = 0; task < 3; task += 1) await pool.createTask(request, { signal, account: "main" });
  expect(keysOf(server, "POST")).toEqual(["broken-key", "works", "works", "works"]);
  expect(warnings).toEqual([
    { account: "main", keyNumber: 1, keyCount: 2, until: 1_600_000, reason: expect.stringContaining("(2049)") },
  ]);
  expect(warnings[0]?.reason).toContain("check key 2 of ./accounts.json");
  expect(warnings[0]?.reason).not.toContain("broken-key");

  good.add("broken-key");
  clock.time = 1_600_000;
  for (let task = 0; task < 2; task += 1) await pool.createTask(request, { signal, account: "main" });
  expect(new Set(keysOf(server, "POST").slice(4))).toEqual(new Set(["broken-key", "works"]));
  await pool.close();
});

test("when all keys of an account are refused the account is, after one call with each, and it works again once a key does", async () => {
  const good = new Set<string>();
  await using server = await startProviderServer(liveApi(good));
  const pool = openMinimaxAccounts([accountOf("main", server.url, ["key-one", "key-two"], { dialect: "minimax-v1" })]);
  await expect(pool.createTask(request, { signal })).rejects.toMatchObject({
    code: "key_refused",
    details: { verdict: "account" },
  });
  expect(keysOf(server, "POST")).toEqual(["key-one", "key-two"]);
  await expect(pool.createTask(request, { signal })).rejects.toMatchObject({ code: "key_refused" });
  expect(server.arrivals).toHaveLength(3);
  good.add("key-two");
  await expect(pool.createTask(request, { signal })).resolves.toEqual({ taskId: "106916112212032" });
  await pool.close();
});

test("a create goes out with three keys at most; the next one goes on with the others", async () => {
  await using server = await startProviderServer(liveApi(new Set(["key-5"])));
  const keys = [1, 2, 3, 4, 5].map((number) => `key-${number}`);
  const pool = openMinimaxAccounts([accountOf("main", server.url, keys, { dialect: "minimax-v1" })]);
  await expect(pool.createTask(request, { signal })).rejects.toMatchObject({ code: "key_refused" });
  expect(keysOf(server, "POST")).toEqual(["key-1", "key-2", "key-3"]);
  await expect(pool.createTask(request, { signal })).resolves.toEqual({ taskId: "106916112212032" });
  expect(keysOf(server, "POST").slice(3)).toEqual(["key-4", "key-5"]);
  await pool.close();
});

test("all keys of a create share its time limit: none goes out when less than half of that is left", async () => {
  const clock = { time: 1_000_000, now: () => clock.time };
  await using server = await startProviderServer((_, response) => {
    clock.time += 10_001;
    answerJson(response, 401, { error: "no" });
  });
  const account = accountOf("main", server.url, ["key-1", "key-2"], { dialect: "minimax-v1" });
  const pool = openMinimaxAccounts([account], { clock, timeouts: { createMs: 20_000 } });
  await expect(pool.createTask(request, { signal })).rejects.toMatchObject({ code: "key_refused" });
  expect(keysOf(server, "POST")).toEqual(["key-1"]);
  await pool.close();
});

test("a create's second key has what is left of the time limit, not a new one", async () => {
  const clock = { time: 1_000_000, now: () => clock.time };
  await using server = await startProviderServer((_, response, arrival) => {
    clock.time += 400;
    if (arrival.authorization === "Bearer key-1") answerJson(response, 401, { error: "no" });
  });
  const account = accountOf("main", server.url, ["key-1", "key-2"], { dialect: "minimax-v1" });
  using limits = stopLimits();
  const pool = openMinimaxAccounts([account], { clock, timeouts: { createMs: 1_000 } });
  const asked = pool.createTask(request, { signal }).catch((reason: unknown) => reason);
  await server.arrived(2);
  limits.pass(600);
  const error: unknown = await asked;
  expect(error).toMatchObject({ code: "timeout", details: { verdict: "unknown_outcome" } });
  expect(String(error)).toContain("within 0.6 s");
  await pool.close();
});

test("only a refused key is tried with another: whatever else a create meets is told after one request", async () => {
  for (const [status, code] of [
    [500, "server_error"],
    [403, "request_blocked"],
    [429, "rate_limited"],
    [402, "insufficient_balance"],
  ] as const) {
    await using server = await startProviderServer((_, response) => answerJson(response, status, { error: "no" }));
    const pool = openMinimaxAccounts([
      accountOf("main", server.url, ["key-one", "key-two"], { dialect: "minimax-v1" }),
    ]);
    await expect(pool.createTask(request, { signal })).rejects.toMatchObject({ code });
    expect(server.arrivals).toHaveLength(1);
    await pool.close();
  }
});

test("an account that this process does not have is told with what it has and where to add it", async () => {
  const pool = openMinimaxAccounts([
    accountOf("a", "http://127.0.0.1:9", ["k"]),
    accountOf("b", "http://127.0.0.1:9", ["k2"]),
  ]);
  const error: unknown = await pool.getTask("7", { signal, account: "gone" }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProviderError);
  expect(error).toMatchObject({ code: "account_not_configured", details: { verdict: "account" } });
  expect(String(error)).toContain('no account "gone"; it has a, b. Put its key into the file of HAILUO_ACCOUNTS_FILE');
  await expect(pool.getFile("7", { signal })).rejects.toMatchObject({ code: "account_not_configured" });
  await pool.close();
});

test("no key is shown by an account, the pool, or an error of either", async () => {
  const key = "eyJhbGciOi-verysecret";
  await using server = await startProviderServer(liveApi(new Set()));
  const account = accountOf("main", server.url, [key, `${key}-2`]);
  const pool = openMinimaxAccounts([account]);
  const error: unknown = await pool.createTask(request, { signal }).catch((reason: unknown) => reason);
  await pool.close();
  for (const shown of [account, pool, error]) {
    expect(inspect(shown, { depth: 20, showHidden: true })).not.toContain("verysecret");
    expect(JSON.stringify(shown)).not.toContain("verysecret");
  }
});

test("no accounts, or two of one name, are refused at opening", () => {
  expect(() => openMinimaxAccounts([])).toThrow(/no account/);
  const twin = accountOf("a", "http://127.0.0.1:9", ["k"]);
  expect(() => openMinimaxAccounts([twin, twin])).toThrow(/two accounts "a"/);
});

test("the sides of an account speak a dialect each, with the same keys", async () => {
  await using server = await startProviderServer((_, response, { url }) => {
    if (url.startsWith("/v2/"))
      return answerJson(response, 200, { task_id: "2", task: { id: "2", status: "running" } });
    if (url.includes("template"))
      return answerJson(response, 200, { task_id: "3", status: "Processing", base_resp: { status_code: 0 } });
    return answerJson(response, 200, { task_id: "1", status: "Processing", base_resp: { status_code: 0 } });
  });
  const pool = openMinimaxAccounts([
    accountOf("main", server.url, ["key-1"], { dialect: "minimax-v1" }),
    accountOf("main~v2", server.url, ["key-1"], { dialect: "minimax-v2" }),
    accountOf("main~agent", server.url, ["key-1"], { dialect: "minimax-agent" }),
  ]);
  const wanted: [string, GenerationRequest][] = [
    ["main", request],
    ["main~v2", { model: "MiniMax-H3", prompt: "x", duration: 6, resolution: "768P", ratio: "16:9" }],
    ["main~agent", { model: "video-agent", template_id: "1", text_inputs: [{ value: "x" }] }],
  ];
  for (const [account, each] of wanted) {
    const { taskId } = await pool.createTask(each, { signal, account });
    expect(await pool.getTask(taskId, { signal, account })).toMatchObject({ status: "running" });
  }
  await expect(pool.createTask(request, { signal, account: "main~v2" })).rejects.toMatchObject({ code: "wrong_api" });
  await expect(pool.listTasks({ page: 1, pageSize: 10 }, { signal, account: "main" })).rejects.toMatchObject({
    code: "not_offered",
  });
  expect(server.arrivals.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "POST /v1/video_generation",
    "GET /v1/query/video_generation?task_id=1",
    "POST /v2/video_generation",
    "GET /v2/query/video_generation/2",
    "POST /v1/video_template_generation",
    "GET /v1/query/video_template_generation?task_id=3",
  ]);
  expect(new Set(server.arrivals.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer key-1"]));
  await pool.close();
});
