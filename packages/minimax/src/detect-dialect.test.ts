import net, { type AddressInfo } from "node:net";
import { inspect } from "node:util";
import type { GenerationRequest } from "@hailuo-queue/contracts";
import { describe, expect, test } from "@jest/globals";
import { type Answering, answerJson, closedPort, startProviderServer } from "./__fixtures__/provider-server.ts";
import { detectDialect } from "./detect-dialect.ts";
import { openMinimax } from "./open-minimax.ts";
import { probeV2 } from "./probe-v2.ts";

const KEY = "sk-api-verysecret-0123456789";
const request: GenerationRequest = {
  model: "MiniMax-Hailuo-2.3",
  prompt: "a cat",
  duration: 6,
  resolution: "768P",
  enable_prompt_expansion: true,
};

/** How servers answer a path that they do not have. */
const routers: readonly (readonly [string, Answering])[] = [
  ["Go's", (_, response) => response.writeHead(404, { "content-type": "text/plain" }).end("404 page not found")],
  [
    "a web page's",
    (_, response) => response.writeHead(404, { "content-type": "text/html" }).end("<h1>404 Not Found</h1>"),
  ],
  ["Express's", ({ method, url }, response) => response.writeHead(404).end(`<pre>Cannot ${method} ${url}</pre>`)],
  [
    "Fastify's",
    ({ method, url }, response) =>
      answerJson(response, 404, { message: `Route ${method}:${url} not found`, error: "Not Found", statusCode: 404 }),
  ],
  ["FastAPI's", (_, response) => answerJson(response, 404, { detail: "Not Found" })],
  [
    "Kong's",
    (_, response) =>
      answerJson(response, 404, { message: "no Route matched with those values", request_id: String(Math.random()) }),
  ],
  [
    "Spring's",
    ({ url }, response) =>
      answerJson(response, 404, { timestamp: Date.now(), status: 404, error: "Not Found", path: url }),
  ],
  ["a bare JSON", (_, response) => answerJson(response, 404, { error: "not found" })],
  [
    "an OpenAI-like relay's",
    ({ method, url }, response) =>
      answerJson(response, 404, {
        error: { message: `Invalid URL (${method} ${url})`, type: "invalid_request_error" },
      }),
  ],
];

const unknownTask: Readonly<Record<string, Answering>> = {
  "minimax-v1": (_, response) =>
    answerJson(response, 200, {
      task_id: "",
      status: "",
      base_resp: { status_code: 2013, status_msg: "invalid task_id" },
    }),
  documented: (_, response) => answerJson(response, 404, { error: "task not found" }),
  "documented, 400": (_, response) => answerJson(response, 400, { error: { code: 400, message: "bad task id" } }),
  "documented, 200": (_, response) => answerJson(response, 200, { status: "failed", error: "unknown task" }),
};

const own: Readonly<Record<string, RegExp>> = {
  "minimax-v1": /^\/v1\/query\/video_generation\?task_id=/,
  documented: /^\/v1\/video_generation\/[^/]+$/,
  "legacy-v3": /^\/v3\/async\/minimax-video-01\/[^/]+$/,
};

/** A server with this dialect's query path only. */
function speaking(dialect: string, answering: Answering | undefined, router: Answering): Answering {
  return (incoming, response, arrival) =>
    (own[dialect]?.test(arrival.url) === true ? answering : router)?.(incoming, response, arrival);
}

describe.each(routers)("beside %s 404", (_name, router) => {
  test.each([
    ["minimax-v1", "minimax-v1"],
    ["documented", "documented"],
    ["documented", "documented, 400"],
    ["documented", "documented, 200"],
    ["legacy-v3", "documented"],
    ["legacy-v3", "documented, 200"],
  ])("%s is recognised by its answer (%s), and nothing is POSTed", async (dialect, answer) => {
    await using server = await startProviderServer(speaking(dialect, unknownTask[answer], router));
    await expect(detectDialect({ baseUrl: server.url, apiKey: KEY })).resolves.toBe(dialect);
    expect(server.arrivals.filter((arrival) => arrival.method !== "GET")).toEqual([]);
  });

  test("a server with no dialect is unknown, with what was asked and what to do", async () => {
    await using server = await startProviderServer(router);
    const error: unknown = await detectDialect({ baseUrl: server.url, apiKey: KEY }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unknown_dialect", details: { verdict: "account" } });
    expect(String(error)).toMatch(/GET \/v1\/video_generation\/0 -> 404.*MINIMAX_DIALECT/);
  });
});

test("a terse JSON 404 counts where the server's other 404s are different", async () => {
  const go: Answering = (_, response) => response.writeHead(404).end("404 page not found");
  await using server = await startProviderServer(
    speaking("documented", (_, response) => answerJson(response, 404, { error: "not found" }), go),
  );
  await expect(detectDialect({ baseUrl: server.url, apiKey: KEY })).resolves.toBe("documented");
});

test("a server that answers everything with the same 200 speaks nothing", async () => {
  await using server = await startProviderServer((_, response) => answerJson(response, 200, { status: "ok" }));
  await expect(detectDialect({ baseUrl: server.url, apiKey: KEY })).rejects.toMatchObject({ code: "unknown_dialect" });
});

test("a network that answers everything with its own page is told as such, with its words", async () => {
  const page = "<html><head><title>Please sign in</title></head><body>Welcome</body></html>";
  await using server = await startProviderServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(page),
  );
  await expect(detectDialect({ baseUrl: server.url, apiKey: KEY })).rejects.toMatchObject({
    code: "unknown_dialect",
    message: expect.stringMatching(/login page of a network.*\("Please sign in"\)/),
  });
});

test("a proxy that wants a login is told as such, also where it says nothing", async () => {
  await using server = await startProviderServer((_, response) => response.writeHead(407).end());
  await expect(detectDialect({ baseUrl: server.url, apiKey: KEY })).rejects.toMatchObject({
    code: "proxy_refused",
    message: expect.stringContaining("The proxy requires a login (HTTP 407)"),
  });
});

test("the live API is taken first where a server speaks all", async () => {
  await using server = await startProviderServer((incoming, response, arrival) => {
    const live = own["minimax-v1"]?.test(arrival.url) === true;
    unknownTask[live ? "minimax-v1" : "documented"]?.(incoming, response, arrival);
  });
  await expect(detectDialect({ baseUrl: server.url, apiKey: KEY })).resolves.toBe("minimax-v1");
});

const keyRefusals: readonly (readonly [string, Answering, string])[] = [
  [
    "the live API's 2049",
    (_, response) => answerJson(response, 200, { base_resp: { status_code: 2049, status_msg: "invalid api key" } }),
    "2049",
  ],
  [
    "the live API's 1004",
    (_, response) => answerJson(response, 200, { base_resp: { status_code: 1004, status_msg: "login fail" } }),
    "1004",
  ],
  ["a proxy's 401", (_, response) => answerJson(response, 401, { error: `who is ${KEY}?` }), "HTTP 401"],
];

test.each(keyRefusals)("a refused key is told as such: %s", async (_name, answering, code) => {
  await using server = await startProviderServer(answering);
  const error: unknown = await detectDialect({ baseUrl: server.url, apiKey: KEY }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "key_refused", details: { verdict: "account" } });
  expect(String(error)).toContain(
    `MiniMax refused the key for ${new URL(server.url).host} (${code}); keys are bound to a region`,
  );
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain("verysecret");
});

test("a closed port is unreachable and names host and cause", async () => {
  const port = await closedPort();
  const error: unknown = await detectDialect({ baseUrl: `http://127.0.0.1:${port}`, apiKey: KEY }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: "unreachable", details: { verdict: "not_sent" } });
  expect(String(error)).toContain(`127.0.0.1:${port} could not be reached (ECONNREFUSED: nothing listens there)`);
});

test("a black hole is given up after the time limit", async () => {
  const silent = net.createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const error: unknown = await detectDialect({ baseUrl: `http://127.0.0.1:${port}`, apiKey: KEY, timeoutMs: 80 }).catch(
    (reason: unknown) => reason,
  );
  silent.close();
  expect(error).toMatchObject({ code: "unreachable", details: { verdict: "not_sent" } });
  expect(String(error)).toContain("within 0.08 s");
});

test("a server in trouble is not called unknown", async () => {
  await using server = await startProviderServer((_, response) => response.writeHead(503).end("<html>"));
  await expect(detectDialect({ baseUrl: server.url, apiKey: KEY })).rejects.toMatchObject({
    code: "server_error",
    details: { verdict: "transient" },
  });
});

const v2Path = /^\/v2\/query\/video_generation\/[^/]+$/;

function v2Error(status: number, message: string): Answering {
  const type = status === 401 ? "authorized_error" : "server_error";
  return (_, response) =>
    answerJson(response, status, {
      type: "error",
      error: { type, message, http_code: String(status) },
      request_id: String(Math.random()),
    });
}

function speakingV2(answering: Answering, router: Answering): Answering {
  return (incoming, response, arrival) => (v2Path.test(arrival.url) ? answering : router)(incoming, response, arrival);
}

describe.each(routers)("v2 beside %s 404", (_name, router) => {
  test.each([
    ["the live words", v2Error(500, "record not found (1000)")],
    ["the words in Chinese", v2Error(500, "记录不存在（1000）")],
    ["an imitation's", v2Error(404, "invalid task_id (2013)")],
    ["a 400", v2Error(400, "invalid params, invalid task_id (2013)")],
  ])(
    "a server that speaks v2 alone is found by its word for a task that it does not know: %s",
    async (_words, answering) => {
      await using server = await startProviderServer(speakingV2(answering, router));
      await expect(detectDialect({ baseUrl: server.url, apiKey: KEY })).resolves.toBe("minimax-v2");
      await expect(probeV2({ baseUrl: server.url, apiKey: KEY })).resolves.toBe("speaks");
      expect(server.arrivals.filter((arrival) => arrival.method !== "GET")).toEqual([]);
    },
  );

  test("a server without v2 has none", async () => {
    await using server = await startProviderServer(router);
    await expect(probeV2({ baseUrl: server.url, apiKey: KEY })).resolves.toBe("absent");
  });
});

test.each([
  ["404", v2Error(404, "record not found")],
  ["400", v2Error(400, "invalid params, invalid task_id (2013)")],
])("a server that says %s `not found` of every path does not speak v2", async (_status, answering) => {
  await using server = await startProviderServer(answering);
  await expect(probeV2({ baseUrl: server.url, apiKey: KEY })).resolves.toBe("absent");
});

test.each([
  ["2049", v2Error(401, "invalid api key (2049)")],
  ["1004", v2Error(401, "login fail: Please carry the API secret key in the 'Authorization' field (1004)")],
])("a key that v2 refuses is told as such (%s)", async (code, answering) => {
  await using server = await startProviderServer(
    speakingV2(answering, (_, response) => response.writeHead(404).end("404 page not found")),
  );
  for (const asked of [detectDialect, probeV2]) {
    const error: unknown = await asked({ baseUrl: server.url, apiKey: KEY }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "key_refused", details: { verdict: "account" } });
    expect(String(error)).toContain(`(${code})`);
  }
});

test("an internal error of v2 that is no word about the task is its trouble, and no sign of v1", async () => {
  const server = await startProviderServer(
    speakingV2(v2Error(500, "unknown error, please try again (1000)"), (_, response) => response.writeHead(404).end()),
  );
  await using _closing = server;
  await expect(probeV2({ baseUrl: server.url, apiKey: KEY })).rejects.toMatchObject({
    details: { verdict: "transient" },
  });
});

test("a first generation in trouble is not taken for missing where v2 answers", async () => {
  await using server = await startProviderServer(
    speakingV2(v2Error(500, "record not found (1000)"), (_, response) => response.writeHead(503).end("busy")),
  );
  await expect(detectDialect({ baseUrl: server.url, apiKey: KEY })).rejects.toMatchObject({ code: "server_error" });
});

test("at a server that speaks v2 alone a model of v1 is refused before anything is sent, and says which models there are", async () => {
  await using server = await startProviderServer(
    speakingV2(v2Error(500, "record not found (1000)"), (_, response) => response.writeHead(404).end()),
  );
  const client = openMinimax({ baseUrl: server.url, apiKey: KEY });
  const refused = client.createTask(request, { signal: new AbortController().signal });
  await expect(refused).rejects.toMatchObject({ code: "wrong_api", details: { verdict: "terminal" } });
  await expect(refused).rejects.toThrow("MiniMax-H3, MiniMax-H3-Max");
  await client.close();
  expect(server.arrivals.filter((arrival) => arrival.method !== "GET")).toEqual([]);
});

describe("openMinimax", () => {
  const router: Answering = (_, response) => response.writeHead(404).end("404 page not found");
  const documentedServer: Answering = (incoming, response, arrival) => {
    if (arrival.method === "POST") answerJson(response, 200, { task_id: "abc1" });
    else speaking("documented", unknownTask["documented"], router)(incoming, response, arrival);
  };

  test("asks once for all callers, before the first create", async () => {
    await using server = await startProviderServer(documentedServer);
    const client = openMinimax({ baseUrl: server.url, apiKey: KEY });
    expect(client.dialect).toBeUndefined();
    const { signal } = new AbortController();
    await Promise.all([client.createTask(request, { signal }), client.createTask(request, { signal })]);
    await client.createTask(request, { signal });
    expect(client.dialect).toBe("documented");
    await client.close();
    const methods = server.arrivals.map((arrival) => arrival.method).join(" ");
    expect(methods).toBe("GET GET GET GET GET POST POST POST");
  });

  test("a create is never sent while the dialect is unknown, and the question is asked again at the next call", async () => {
    let broken = true;
    await using server = await startProviderServer((incoming, response, arrival) => {
      if (broken) response.writeHead(503).end();
      else documentedServer(incoming, response, arrival);
    });
    const client = openMinimax({ baseUrl: server.url, apiKey: KEY });
    const { signal } = new AbortController();
    await expect(client.createTask(request, { signal })).rejects.toMatchObject({
      code: "server_error",
      details: { verdict: "not_sent" },
    });
    expect(server.arrivals.filter((arrival) => arrival.method === "POST")).toEqual([]);
    broken = false;
    await expect(client.createTask(request, { signal })).resolves.toEqual({ taskId: "abc1" });
    await client.close();
  });

  test("one caller's abort leaves the question to the others", async () => {
    await using server = await startProviderServer(documentedServer);
    const client = openMinimax({ baseUrl: server.url, apiKey: KEY });
    const stopped = client.createTask(request, { signal: AbortSignal.abort() });
    const other = client.createTask(request, { signal: new AbortController().signal });
    await expect(stopped).rejects.toMatchObject({ code: "aborted", details: { verdict: "not_sent" } });
    await expect(other).resolves.toEqual({ taskId: "abc1" });
    await client.close();
  });

  test("a named dialect asks nothing", async () => {
    await using server = await startProviderServer(documentedServer);
    const client = openMinimax({ baseUrl: server.url, apiKey: KEY, dialect: "documented" });
    await expect(client.resolveDialect()).resolves.toBe("documented");
    await client.createTask(request, { signal: new AbortController().signal });
    await client.close();
    expect(server.arrivals.map((arrival) => arrival.method)).toEqual(["POST"]);
  });
});
