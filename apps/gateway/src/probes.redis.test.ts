import { readdir, readFile } from "node:fs/promises";
import { optional } from "@hailuo-queue/contracts";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createJudge, type JudgeAnswer } from "./__fixtures__/probes/judge-answer.ts";
import { type ApiDocument, listOperations, type Operation, withMethod } from "./__fixtures__/probes/operations.ts";
import { type Probe, renderProbe } from "./__fixtures__/probes/probe.ts";
import { PICTURE, type ProbeBody } from "./__fixtures__/probes/probe-bodies.ts";
import { goodBody, goodProbe, operationProbes, strayProbes } from "./__fixtures__/probes/probe-requests.ts";
import { openProbeStand, type ProbeStand } from "./__fixtures__/probes/probe-stand.ts";
import { HANGS_MS } from "./__fixtures__/probes/send-probe.ts";
import { TEXT } from "./__fixtures__/gateway-world.ts";
import { describeApi } from "./openapi/describe-api.ts";

/** How many, and which: `HAILUO_TEST_REQUESTS=100000`, and others than in each run by `HAILUO_TEST_SEED`. */
const REQUESTS = Number(process.env["HAILUO_TEST_REQUESTS"] ?? 2000);
const SEED = Number(process.env["HAILUO_TEST_SEED"] ?? 20_261_130);

const operations = listOperations(JSON.parse(JSON.stringify(describeApi())) as ApiDocument);
const named = operations.map((operation) => [operation.name, operation] as const);
/** One share more for requests that no operation is meant by. */
const SHARE = Math.ceil(REQUESTS / (operations.length + 1));
/** A guard against what hangs, and no measure; a failure is made smaller with some hundred requests more. */
const PATIENCE_MS = 600_000 + SHARE * 500;

let stand: ProbeStand;
let judge: JudgeAnswer;
const sent = new Set<string>();

beforeAll(async () => {
  process.stderr.write(
    `probes: ${SHARE} requests for each of ${operations.length} routes; HAILUO_TEST_SEED=${SEED} repeats them\n`,
  );
  stand = await openProbeStand({ redisUrl: process.env["HAILUO_TEST_REDIS_URL"] ?? "" });
  judge = createJudge(stand);
});
afterAll(async () => {
  await stand[Symbol.asyncDispose]();
});

test("the document is valid OpenAPI 3.1, and is served as it is described", async () => {
  expect(await new Validator().validate(structuredClone(stand.document) as never)).toEqual({ valid: true });
  expect(stand.document).toEqual(JSON.parse(JSON.stringify(describeApi())));
});

describe("a good request reaches what it is for", () => {
  test.each(named)("%s", async (_name, operation) => {
    const query = await GOOD_QUERIES[operation.route.path]?.(stand);
    const probe = goodProbe(operation, stand, bodyFor(operation), query);
    const seen = await ask(operation, { probe, isProper: true });
    // 409: it is there, but in a state in which this cannot be done to it. No video is remixed.
    const isOver = seen.told.includes("cannot be cancelled or deleted");
    const isRefused = operation.route.path.endsWith("/remix") && seen.status === 400;
    if (seen.status !== 409 && !isOver && !isRefused && (seen.status < 200 || seen.status >= 300))
      throw new Error(`${seen.told}\n\n${renderProbe(probe)}`);
    expect(seen.faults).toEqual([]);
  });
});

describe("whatever is sent to it, the answer is one that is documented, and tells nothing that it should not", () => {
  test.each(named)(
    "%s",
    async (_name, operation) => {
      await check(operationProbes(operation, stand), operation);
    },
    PATIENCE_MS,
  );

  test("paths, methods and lines that are nobody's", () => check(strayProbes(stand), undefined), PATIENCE_MS);
});

/** `table[name]` finds these in every table of ours. */
const NAMES_OF_OBJECTS = ["constructor", "toString", "__proto__"] as const;

describe("a field or a value that is called as something of every object's is like any other that is unknown", () => {
  const taking = named.filter(([, { route }]) => route.body !== undefined && route.streams === undefined);
  test.each(taking)("%s", async (_name, operation) => {
    const good = goodBody(operation.route, stand.cast) ?? {};
    for (const name of NAMES_OF_OBJECTS) {
      const bodies = [
        `{"${name}":1${Object.entries(good)
          .map(([field, value]) => `,"${field}":${JSON.stringify(value)}`)
          .join("")}}`,
        `{"${name}":"${name}"}`,
        ...Object.keys(good).map((field) => JSON.stringify({ ...good, [field]: name })),
      ];
      for (const bytes of bodies) {
        const probe = goodProbe(operation, stand, { contentType: "application/json", bytes: Buffer.from(bytes) });
        const { status, told, faults } = await ask(operation, { probe, isProper: true });
        expect([bytes, told, faults]).toEqual([bytes, told, []]);
        expect(status).toBeLessThan(500);
      }
    }
  });
});

test("after all that, every route of the table was asked, and the gateway is as it was", async () => {
  expect(operations.filter(({ name }) => !sent.has(name)).map(({ name }) => name)).toEqual([]);
  const { status } = await stand.world.fetch(new URL("/readyz", stand.gateway().url).href, undefined);
  expect(status).toBe(200);
  expect(stand.gateway().output()).not.toMatch(/MaxListenersExceeded|unhandled|heap out of memory/i);
  const memory = await readFile(`/proc/${stand.gateway().pid}/status`, "utf8");
  expect(Number(/^VmRSS:\s+(\d+)/m.exec(memory)?.[1])).toBeLessThan(MOST_KILOBYTES);
  // Connections, streams and files that were opened for somebody are closed.
  expect((await readdir(`/proc/${stand.gateway().pid}/fd`)).length).toBeLessThan(MOST_OPEN);
});

/** The heap that the stand allows, and as much for buffers and code. */
const MOST_KILOBYTES = 600_000;
/** Some thirty are Node's, Redis' and the log's. */
const MOST_OPEN = 100;

interface Seen {
  readonly status: number;
  readonly told: string;
  readonly faults: readonly string[];
}

async function ask(
  operation: Operation | undefined,
  { probe, isProper }: { readonly probe: Probe; readonly isProper: boolean },
): Promise<Seen> {
  if (operation !== undefined) sent.add(operation.name);
  const result = await stand.send(probe);
  // Answered on a connection that is made after the cut was seen: what a cut ends is ended by then.
  const after = result.type === "cut" || result.type === "closed" ? await stand.send(ALIVE) : result;
  if (after.type === "ended") return failure(`the gateway ended with ${after.how}: ${after.output.slice(-1500)}`);
  if (after.type === "hangs") return failure(`there is no answer within ${HANGS_MS / 1000} s`);
  if (result.type === "closed" && probe.method !== "CONNECT" && (probe.body?.length ?? 0) < MOST_SURELY_ANSWERED)
    return failure("the connection was closed without an answer");
  if (result.type !== "answer") return { status: 0, told: "", faults: [] };
  const { answer } = result;
  const told = `${answer.status} ${answer.body.toString("utf8").slice(0, 600)}`;
  const reached = operation && withMethod(operations, operation, probe.method);
  return {
    status: answer.status,
    told,
    faults: judge({ probe, isProper, ...optional({ operation: reached }) }, answer),
  };
}

function failure(fault: string): Seen {
  return { status: 0, told: "", faults: [fault] };
}

/**
 * A large body that is refused unread: the gateway closes while it still comes, and TCP may then throw the answer away.
 */
const MOST_SURELY_ANSWERED = 65_536;

const ALIVE: Probe = { method: "GET", target: "/healthz", headers: [] };

async function check(probes: ReturnType<typeof operationProbes>, operation: Operation | undefined): Promise<void> {
  const property = fc.asyncProperty(probes, async (one) => {
    const { faults, told } = await ask(operation, one);
    if (faults.length > 0) throw new Error(`${faults.join("\n")}\n\nanswered: ${told}`);
  });
  const result = await fc.check(property, {
    seed: SEED,
    numRuns: SHARE,
    interruptAfterTimeLimit: PATIENCE_MS - 30_000,
    markInterruptAsFailure: true,
  });
  if (!result.failed) return;
  const [worst] = result.counterexample ?? [];
  throw new Error(
    [
      String((result.errorInstance as Error | undefined)?.message ?? "it took too long"),
      "",
      worst === undefined ? "" : renderProbe(worst.probe),
      "",
      `HAILUO_TEST_SEED=${SEED} HAILUO_TEST_REQUESTS=${REQUESTS} repeats it (after ${result.numRuns} requests, made smaller ${result.numShrinks} times)`,
    ].join("\n"),
  );
}

/** What a good request asks for, where that is not all. */
const GOOD_QUERIES: Readonly<Record<string, (stand: ProbeStand) => string | Promise<string>>> = {
  "/api/v1/videos/:id": async ({ cast, world }) => {
    const { body } = await world.call(
      "GET",
      `/api/v1/generations/${cast.mine.generations[0] ?? ""}/video`,
      cast.tokens.read,
    );
    return new URL(String(body["url"])).search;
  },
  "/minimax/v1/query/video_generation": ({ cast }) => `?task_id=${cast.mine.taskNumbers[0] ?? ""}`,
  "/minimax/v1/query/video_template_generation": ({ cast }) => `?task_id=${cast.mine.taskNumbers[0] ?? ""}`,
  "/minimax/v1/files/retrieve_content": ({ cast }) => `?file_id=${cast.mine.taskNumbers[0] ?? ""}`,
  "/minimax/v1/files/retrieve": ({ cast }) => `?file_id=${cast.mine.taskNumbers[0] ?? ""}`,
  "/callbacks/minimax/:id": () => "?challenge=x",
};

function bodyFor({ route }: Operation): ProbeBody | undefined {
  if (route.path === "/api/v1/inputs" && route.method === "POST") return PICTURE;
  if (route.path === "/minimax/v1/files/upload") return formOf(PICTURE);
  if (route.streams !== undefined)
    return { contentType: route.streams[0], bytes: Buffer.from(`${JSON.stringify(TEXT)}\n`) };
  const good = goodBody(route, stand.cast);
  return good === undefined ? undefined : jsonBody(good);
}

function formOf({ contentType, bytes }: ProbeBody): ProbeBody {
  const head = `--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: ${contentType}\r\n\r\n`;
  return {
    contentType: "multipart/form-data; boundary=b",
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from("\r\n--b--\r\n")]),
  };
}

function jsonBody(value: unknown): ProbeBody {
  return { contentType: "application/json", bytes: Buffer.from(JSON.stringify(value)) };
}
