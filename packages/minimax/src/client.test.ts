import { createWayOut } from "@hailuo-queue/outbound";
import { readFileSync } from "node:fs";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { inspect } from "node:util";
import { Worker } from "node:worker_threads";
import { type GenerationRequest, ProviderError } from "@hailuo-queue/contracts";
import { describe, expect, test } from "@jest/globals";
import { type Answering, answerJson, closedPort, startProviderServer } from "./__fixtures__/provider-server.ts";
import { stopLimits } from "./__fixtures__/stopped-limits.ts";
import { type ClientOptions, createMinimaxClient } from "./client.ts";

const KEY = "sk-api-verysecret-0123456789";
const request: GenerationRequest = {
  model: "MiniMax-Hailuo-2.3",
  prompt: "a cat",
  duration: 6,
  resolution: "768P",
  enable_prompt_expansion: true,
};

type Call = "create" | "query" | "file";

/** One call of a fresh client; resolves to its ProviderError. */
async function failureOf(
  call: Call,
  baseUrl: string,
  more: Partial<ClientOptions> & { signal?: AbortSignal } = {},
): Promise<ProviderError> {
  const { signal = new AbortController().signal, ...options } = more;
  const client = createMinimaxClient({ baseUrl, apiKey: KEY, dialect: "minimax-v1", ...options });
  try {
    const calls = {
      create: () => client.createTask(request, { signal }),
      query: () => client.getTask("106916112212032", { signal }),
      file: () => client.getFile("205258526306433", { signal }),
    };
    const outcome: unknown = await calls[call]().catch((error: unknown) => error);
    if (!(outcome instanceof ProviderError)) throw new Error(`no ProviderError but ${inspect(outcome)}`);
    return outcome;
  } finally {
    await client.close();
  }
}

function expectNoKey(error: ProviderError): void {
  for (const text of [
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error),
    String(error),
    error.stack ?? "",
  ]) {
    expect(text).not.toContain(KEY);
    expect(text).not.toContain("verysecret");
    expect(text).not.toContain("Authorization");
  }
}

const faults: readonly (readonly [
  name: string,
  answering: Answering,
  create: readonly [string, string],
  read: readonly [string, string],
])[] = [
  [
    "a reset after the body was read",
    (_, response) => response.destroy(),
    ["connection_lost", "unknown_outcome"],
    ["connection_lost", "transient"],
  ],
  [
    "an answer that stops in the middle",
    (_, response) => {
      response.writeHead(200, { "content-length": "500" });
      response.write('{"task_id":"1069', () => response.destroy());
    },
    ["connection_lost", "unknown_outcome"],
    ["connection_lost", "transient"],
  ],
  [
    "JSON that is cut off",
    (_, response) => response.writeHead(200, { "content-type": "application/json" }).end('{"task_id":"1069'),
    ["unreadable_answer", "unknown_outcome"],
    ["unreadable_answer", "transient"],
  ],
  [
    "an empty 200",
    (_, response) => response.end(),
    ["unreadable_answer", "unknown_outcome"],
    ["unreadable_answer", "transient"],
  ],
  [
    "a proxy's 502 page",
    (_, response) => response.writeHead(502, { "content-type": "text/html" }).end("<html>bad gateway</html>"),
    ["server_error", "unknown_outcome"],
    ["server_error", "transient"],
  ],
  [
    "more than an answer can be",
    (_, response) => response.writeHead(200).end("x".repeat(2_000_000)),
    ["answer_too_large", "unknown_outcome"],
    ["answer_too_large", "transient"],
  ],
  [
    "a broken compression",
    (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("not gzip"),
    ["connection_lost", "unknown_outcome"],
    ["connection_lost", "transient"],
  ],
  [
    "a 401 that repeats the key",
    (_, response) => answerJson(response, 401, { error: `bad key ${KEY}` }),
    ["key_refused", "account"],
    ["key_refused", "account"],
  ],
  [
    "a 429 with Retry-After",
    (_, response) => answerJson(response, 429, { error: "later" }, { "retry-after": "3" }),
    ["rate_limited", "throttled"],
    ["rate_limited", "throttled"],
  ],
];

describe.each(faults)("%s", (_name, answering, create, read) => {
  test.each([
    ["create", create],
    ["query", read],
    ["file", read],
  ] as const)("on a %s is told by one error after one request", async (call, expected) => {
    await using server = await startProviderServer(answering);
    const error = await failureOf(call, server.url);
    expect([error.code, error.details.verdict]).toEqual(expected);
    expect(server.arrivals).toHaveLength(1);
    expectNoKey(error);
  });
});

test("an answer that never comes ends with the time limit, unknown for a create and repeatable for a read", async () => {
  await using server = await startProviderServer(() => {});
  using limits = stopLimits();
  const timeouts = { createMs: 500, queryMs: 500 };
  const create = failureOf("create", server.url, { timeouts });
  await server.arrived(1);
  limits.pass(500);
  expect(await create).toMatchObject({ code: "timeout", details: { verdict: "unknown_outcome" } });
  const query = failureOf("query", server.url, { timeouts });
  await server.arrived(2);
  limits.pass(500);
  expect(await query).toMatchObject({ code: "timeout", details: { verdict: "transient" } });
});

test("an answer that trickles cannot outlast the time limit", async () => {
  await using server = await startProviderServer((_, response) => {
    response.writeHead(200);
    const trickle = setInterval(() => response.write(" "), 10);
    response.on("close", () => clearInterval(trickle));
  });
  using limits = stopLimits();
  let failure: ProviderError | undefined;
  const asked = failureOf("query", server.url, { timeouts: { queryMs: 100 } }).then((error) => (failure = error));
  await server.arrived(1);
  while (failure === undefined) {
    limits.pass(100);
    await new Promise(setImmediate);
  }
  expect(await asked).toMatchObject({ code: "timeout" });
});

test("a redirect is refused and the key goes to no other origin", async () => {
  await using elsewhere = await startProviderServer((_, response) => answerJson(response, 200, { task_id: "1" }));
  await using server = await startProviderServer((_, response) =>
    response.writeHead(307, { location: `${elsewhere.url}/v1/video_generation` }).end(),
  );
  expect(await failureOf("create", server.url)).toMatchObject({ code: "redirected", details: { verdict: "account" } });
  expect(await failureOf("query", server.url)).toMatchObject({ code: "redirected" });
  expect(elsewhere.arrivals).toHaveLength(0);
});

describe("what surely never left is not_sent", () => {
  test("a port where nobody listens", async () => {
    const error = await failureOf("create", `http://127.0.0.1:${await closedPort()}`);
    expect(error).toMatchObject({
      code: "unreachable",
      details: { verdict: "not_sent" },
      cause: { code: "ECONNREFUSED" },
    });
    expect(error.message).toContain("nothing listens there");
    expectNoKey(error);
  });

  test("a host name that does not exist", async () => {
    const error = await failureOf("create", "http://provider.invalid");
    expect(error).toMatchObject({ code: "unreachable", details: { verdict: "not_sent" } });
    expect(error.message).toContain("provider.invalid");
  });

  test("a certificate that nobody vouches for", async () => {
    const pem = (part: string) => readFileSync(new URL(`./__fixtures__/self-signed.${part}.pem`, import.meta.url));
    await using server = await startProviderServer(
      (_, response) => answerJson(response, 200, { task_id: "1" }),
      (listener) => https.createServer({ key: pem("key"), cert: pem("cert") }, listener),
    );
    const error = await failureOf("create", server.url.replace("http:", "https:"));
    expect(error).toMatchObject({ code: "unreachable", details: { verdict: "not_sent" } });
    expect(error.message).toContain("self-signed");
    expect(server.arrivals).toHaveLength(0);
  });

  test("a server that does not speak TLS", async () => {
    await using server = await startProviderServer((_, response) => response.end());
    expect(await failureOf("create", server.url.replace("http:", "https:"))).toMatchObject({
      details: { verdict: "not_sent" },
    });
    expect(server.arrivals).toHaveLength(0);
  });

  test("a TLS handshake that never ends", async () => {
    const silent = net.createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const error = await failureOf("create", `https://127.0.0.1:${port}`, { timeouts: { createMs: 80 } });
    silent.close();
    expect(error).toMatchObject({ code: "unreachable", details: { verdict: "not_sent" } });
  });

  test.each([502, 403])("a proxy that answers %i instead of opening a tunnel", async (status) => {
    await using proxy = await startRefusingProxy(status);
    const error = await failureOf("create", "https://provider.invalid", {
      wayOut: createWayOut({ HTTPS_PROXY: proxy.url }),
    });
    expect(error).toMatchObject({ code: "unreachable", details: { verdict: "not_sent", httpStatus: status } });
    expect(error.message).toContain(
      `the proxy opened no tunnel to provider.invalid (${status}); nothing was sent. Check HTTPS_PROXY`,
    );
    expect(proxy.seen()).toMatch(/^CONNECT provider\.invalid:443 /);
    expect(proxy.seen()).not.toContain(KEY);
    expectNoKey(error);
  });

  test("a call that waits for a free connection", async () => {
    let onArrival = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      onArrival = resolve;
    });
    await using server = await startProviderServer(() => onArrival());
    const client = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect: "minimax-v1", maxSockets: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const hanging = client.createTask(request, { signal: first.signal });
    await arrived;
    const waiting = client.createTask(request, { signal: second.signal });
    second.abort();
    await expect(waiting).rejects.toMatchObject({ code: "aborted", details: { verdict: "not_sent" } });
    first.abort();
    await expect(hanging).rejects.toMatchObject({ code: "aborted", details: { verdict: "unknown_outcome" } });
    await client.close();
    expect(server.arrivals).toHaveLength(1);
  });

  test("a call that was stopped before it began", async () => {
    await using server = await startProviderServer((_, response) => response.end());
    const error = await failureOf("create", server.url, { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ code: "aborted", details: { verdict: "not_sent" } });
    expect(server.arrivals).toHaveLength(0);
  });
});

test("a proxy that cannot be reached is named, without its login", async () => {
  const port = await closedPort();
  const wayOut = createWayOut({ HTTPS_PROXY: `http://user:secret@127.0.0.1:${port}` });
  const error = await failureOf("create", "https://provider.invalid", { wayOut });
  expect(error).toMatchObject({ code: "unreachable", details: { verdict: "not_sent" } });
  expect(error.message).toContain(
    `provider.invalid could not be reached through the proxy 127.0.0.1:${port} (ECONNREFUSED: nothing listens there); nothing was sent. Check HTTPS_PROXY`,
  );
  expect(error.message).not.toContain("secret");
});

test("a proxy that wants a login is told as such", async () => {
  await using proxy = await startRefusingProxy(407);
  const error = await failureOf("create", "https://provider.invalid", {
    wayOut: createWayOut({ HTTPS_PROXY: proxy.url }),
  });
  expect(error).toMatchObject({ code: "proxy_refused", details: { verdict: "account" } });
});

test("an answer that came while the process stood still past the time limit is read, and its task id not lost", async () => {
  // The server answers while this thread stands still; it goes on when the answer lies on its socket and its time limit
  // has passed.
  const flag = new Int32Array(new SharedArrayBuffer(4));
  using limits = stopLimits();
  const server = new Worker(SERVER_OF_A_STANDSTILL, { eval: true, workerData: flag });
  try {
    const port = await new Promise<number>((resolve) => server.once("message", resolve));
    const client = createMinimaxClient({
      baseUrl: `http://127.0.0.1:${port}`,
      apiKey: KEY,
      dialect: "minimax-v1",
      timeouts: { createMs: 1500 },
    });
    server.once("message", () => {
      setImmediate(() => {
        Atomics.store(flag, 0, 1);
        Atomics.notify(flag, 0);
        Atomics.wait(flag, 0, 1);
        limits.pass(1500);
      });
    });
    await expect(client.createTask(request, { signal: new AbortController().signal })).resolves.toEqual({
      taskId: "106916112212032",
    });
    await client.close();
  } finally {
    await server.terminate();
  }
});

test("a create that is stopped after it left is unknown, a read can be repeated", async () => {
  let stop = new AbortController();
  await using server = await startProviderServer(() => stop.abort());
  expect(await failureOf("create", server.url, { signal: stop.signal })).toMatchObject({
    code: "aborted",
    details: { verdict: "unknown_outcome" },
  });
  stop = new AbortController();
  expect(await failureOf("query", server.url, { signal: stop.signal })).toMatchObject({
    code: "aborted",
    details: { verdict: "transient" },
  });
});

test("a reset on a reused connection is unknown for a create: the server may have read it", async () => {
  const ports = new Set<number | undefined>();
  let answered = 0;
  await using server = await startProviderServer((incoming, response) => {
    ports.add(incoming.socket.remotePort);
    answered += 1;
    if (answered === 1) answerJson(response, 200, { task_id: "106916112212032", base_resp: { status_code: 0 } });
    else response.destroy();
  });
  const client = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect: "minimax-v1" });
  const { signal } = new AbortController();
  await client.createTask(request, { signal });
  await expect(client.createTask(request, { signal })).rejects.toMatchObject({
    details: { verdict: "unknown_outcome" },
  });
  await client.close();
  expect(ports.size).toBe(1);
  expect(server.arrivals).toHaveLength(2);
});

const SERVER_OF_A_STANDSTILL = `
  const { parentPort, workerData: flag } = require("node:worker_threads");
  const { gzipSync } = require("node:zlib");
  const server = require("node:http").createServer((request, response) => {
    request.resume().on("end", () => {
      parentPort.postMessage("arrived");
      Atomics.wait(flag, 0, 0);
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync('{"task_id":"106916112212032","base_resp":{"status_code":0}}'), () => {
        Atomics.store(flag, 0, 2);
        Atomics.notify(flag, 0);
      });
    });
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

/** A proxy that opens no tunnel but answers with a status. */
async function startRefusingProxy(status: number): Promise<AsyncDisposable & { readonly url: string; seen(): string }> {
  let seen = "";
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (head) => {
      seen = head.toString("latin1");
      socket.end(`HTTP/1.1 ${status} no\r\ncontent-length: 0\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => seen,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a good answer is read whatever its content type, and the key and body arrive as they should", async () => {
  await using server = await startProviderServer((_, response) =>
    response
      .writeHead(200, { "content-type": "text/html" })
      .end('\ufeff{"task_id":"106916112212032","base_resp":{"status_code":0}}'),
  );
  const client = createMinimaxClient({
    baseUrl: `${server.url}/relay/`,
    apiKey: (account = "main") => `key-of-${account}`,
    dialect: "minimax-v1",
  });
  const { signal } = new AbortController();
  await expect(client.createTask(request, { signal })).resolves.toEqual({ taskId: "106916112212032" });
  await client.createTask(request, { signal, account: "second" });
  await client.close();
  expect(server.arrivals[0]).toMatchObject({
    method: "POST",
    url: "/relay/v1/video_generation",
    authorization: "Bearer key-of-main",
  });
  expect(JSON.parse(server.arrivals[0]?.body ?? "")).toMatchObject({
    model: "MiniMax-Hailuo-2.3",
    prompt: "a cat",
    prompt_optimizer: true,
  });
  expect(server.arrivals[1]?.authorization).toBe("Bearer key-of-second");
});

test("a bought task whose id could not be asked about is told with its answer, not lost", async () => {
  await using server = await startProviderServer((_, response) => answerJson(response, 200, { task_id: "../../x" }));
  const error = await failureOf("create", server.url);
  expect(error).toMatchObject({ code: "unreadable_answer", details: { verdict: "unknown_outcome" } });
  expect(error.message).toContain("../../x");
});

test("an odd id or key is refused without a request", async () => {
  await using server = await startProviderServer((_, response) => response.end());
  const client = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect: "documented" });
  const { signal } = new AbortController();
  await expect(client.getTask("../files/1", { signal })).rejects.toMatchObject({
    code: "invalid_task_id",
    details: { verdict: "not_found" },
  });
  await expect(client.getFile("..", { signal })).rejects.toMatchObject({
    code: "invalid_file_id",
    details: { verdict: "not_found" },
  });
  await client.close();
  expect(await failureOf("create", server.url, { apiKey: " " })).toMatchObject({
    code: "key_missing",
    details: { verdict: "account" },
  });
  expect(await failureOf("create", server.url, { apiKey: "kéy\nX: 1" })).toMatchObject({
    code: "key_malformed",
    details: { verdict: "account" },
  });
  expect(server.arrivals).toHaveLength(0);
});

test("an image without a prompt is refused before anything is sent where the dialect wants one", async () => {
  await using server = await startProviderServer((_, response) => answerJson(response, 200, { task_id: "77" }));
  const { prompt: _prompt, ...rest } = request;
  const wordless: GenerationRequest = { ...rest, image_url: "https://example.com/a.png" };
  const { signal } = new AbortController();
  for (const dialect of ["documented", "legacy-v3"] as const) {
    const client = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect });
    await expect(client.createTask(wordless, { signal })).rejects.toMatchObject({
      code: "prompt_required",
      details: { verdict: "terminal" },
    });
    await client.close();
  }
  expect(server.arrivals).toHaveLength(0);
  const live = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect: "minimax-v1" });
  await expect(live.createTask(wordless, { signal })).resolves.toEqual({ taskId: "77" });
  await live.close();
});

test("a model of another generation of the API is refused before anything is sent", async () => {
  await using server = await startProviderServer((_, response) => answerJson(response, 200, { task_id: "77" }));
  const client = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect: "minimax-v1" });
  const refused = client.createTask({ ...request, model: "MiniMax-H3" }, { signal: new AbortController().signal });
  await expect(refused).rejects.toMatchObject({ code: "wrong_api", details: { verdict: "terminal" } });
  await expect(refused).rejects.toThrow(
    /^model: MiniMax-H3 is not made by the minimax-v1 API; it makes MiniMax-Hailuo-2.3,/,
  );
  const future = { ...request, model: "MiniMax-H9" } as unknown as GenerationRequest;
  await expect(client.createTask(future, { signal: new AbortController().signal })).rejects.toMatchObject({
    code: "wrong_api",
  });
  expect(server.arrivals).toHaveLength(0);
  await client.close();
});

test("tasks of v2 are listed and cancelled, each by one request; other dialects say that they cannot", async () => {
  const task = { id: "42", status: "queued", model: "MiniMax-H3", created_at: 1_790_000_000 };
  await using server = await startProviderServer((arrived, response) =>
    answerJson(
      response,
      200,
      arrived.method === "DELETE"
        ? { task_id: "42", action: "cancel", status: "cancelled" }
        : { items: [task], total: 1 },
    ),
  );
  const { signal } = new AbortController();
  const client = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect: "minimax-v2" });
  const { tasks, total } = await client.listTasks({ page: 1, pageSize: 100, taskIds: ["42", "43"] }, { signal });
  expect([total, tasks.map(({ taskId, task: { status } }) => [taskId, status])]).toEqual([1, [["42", "waiting"]]]);
  expect(await client.cancelTask("42", { signal })).toBe("cancelled");
  await expect(client.cancelTask("../42", { signal })).rejects.toMatchObject({ code: "invalid_task_id" });
  expect(server.arrivals.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET /v2/query/video_generation?page_num=1&page_size=100&filter.task_ids=42%2C43",
    "DELETE /v2/video_generation/42",
  ]);
  await client.close();
  const older = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect: "minimax-v1" });
  await expect(older.cancelTask("42", { signal })).rejects.toMatchObject({ code: "not_offered" });
  expect(server.arrivals).toHaveLength(2);
  await older.close();
});

test.each([
  ["joined by commas", (url: URL) => (url.searchParams.get("filter.task_ids") ?? "").split(","), "joined"],
  [
    "as several parameters",
    (url: URL) => url.searchParams.getAll("filter.task_ids").filter((id) => !id.includes(",")),
    "repeated",
  ],
  ["not at all, telling of every task", () => ["7", "42", "43", "44"], "joined"],
])(
  "of a server that takes the ids of a list %s each list tells, once that was found out",
  async (_how, idsOf, wanted) => {
    await using server = await startProviderServer((_, response, { url }) => {
      const items = idsOf(new URL(url, "http://x")).map((id) => ({ id, status: "running", model: "MiniMax-H3" }));
      answerJson(response, 200, { items, total: items.length });
    });
    const { signal } = new AbortController();
    const client = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect: "minimax-v2" });
    const told: number[] = [];
    const asked = { page: 1, pageSize: 100, taskIds: ["42", "43", "44"] };
    for (let turn = 0; turn < 4; turn += 1) told.push((await client.listTasks(asked, { signal })).tasks.length);
    await client.close();
    expect(told.slice(1)).toEqual([told[1], told[1], told[1]]);
    expect(told[1]).toBeGreaterThanOrEqual(3);
    // One list is one request, in whichever form.
    expect(server.arrivals).toHaveLength(4);
    expect(server.arrivals.at(-1)?.url.includes("%2C")).toBe(wanted === "joined");
  },
);

test("a list that is refused for its ids takes the other form; one that is refused for its rate keeps it", async () => {
  let answers = 0;
  await using server = await startProviderServer((_, response) => {
    answers += 1;
    const [status, message] =
      answers === 1 ? [429, "rate limit (1002)"] : [400, "invalid params, filter.task_ids (2013)"];
    answerJson(response, status, { type: "error", error: { message, http_code: String(status) } });
  });
  const { signal } = new AbortController();
  const client = createMinimaxClient({ baseUrl: server.url, apiKey: KEY, dialect: "minimax-v2" });
  const asked = { page: 1, pageSize: 100, taskIds: ["42", "43"] };
  for (let turn = 0; turn < 3; turn += 1) await client.listTasks(asked, { signal }).catch(() => undefined);
  await client.close();
  expect(server.arrivals.map(({ url }) => url.includes("%2C"))).toEqual([true, true, false]);
});

test("an unknown status word counts as running and is reported once", async () => {
  await using server = await startProviderServer((_, response) =>
    answerJson(response, 200, { status: "Dreaming", base_resp: { status_code: 0 } }),
  );
  const words: string[] = [];
  const client = createMinimaxClient({
    baseUrl: server.url,
    apiKey: KEY,
    dialect: "minimax-v1",
    onUnknownStatus: (word) => words.push(word),
  });
  const { signal } = new AbortController();
  for (let poll = 0; poll < 3; poll += 1)
    await expect(client.getTask("7", { signal })).resolves.toMatchObject({ status: "running" });
  await client.close();
  expect(words).toEqual(["Dreaming"]);
});
