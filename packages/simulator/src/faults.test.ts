import { describe, expect, test } from "@jest/globals";
import { finishedVideo, openStand, type JsonAnswer } from "./__fixtures__/stand.ts";
import { FaultDice } from "./faults.ts";
import { CREATE_FAULTS, type FaultName, FILE_FAULTS, QUERY_FAULTS } from "./index.ts";

/** What the client sees: HTTP status and business code or content, or that the connection broke. */
async function seen(call: Promise<JsonAnswer>): Promise<string> {
  try {
    const { status, text, body } = await call;
    if (text.startsWith("<html>")) return `${status} html`;
    if (body.base_resp !== undefined) return `${status} ${body.base_resp.status_code}`;
    return Object.keys(body).length === 0 ? `${status} unreadable` : `${status} ${Object.keys(body).join(",")}`;
  } catch {
    return "broken";
  }
}

type CreateFault = (typeof CREATE_FAULTS)[number];
/** Which ask for something in the request are tried beside it. */
type PlainFault = Exclude<CreateFault, "create2013Callback">;
const isPlain = (fault: CreateFault): fault is PlainFault => fault !== "create2013Callback";

const CREATES: Record<PlainFault, { v1: string; documented: string; accepted: number }> = {
  createResetBeforeAccept: { v1: "broken", documented: "broken", accepted: 0 },
  createHangBeforeAccept: { v1: "broken", documented: "broken", accepted: 0 },
  create502Html: { v1: "502 html", documented: "502 html", accepted: 0 },
  create403Html: { v1: "403 html", documented: "403 html", accepted: 0 },
  create405Html: { v1: "405 html", documented: "405 html", accepted: 0 },
  create403Json: { v1: "403 error", documented: "403 error", accepted: 0 },
  create500: { v1: "500 1024", documented: "500 error", accepted: 0 },
  create1000DisallowedUrl: { v1: "200 1000", documented: "500 error", accepted: 0 },
  create1026: { v1: "200 1026", documented: "422 error", accepted: 0 },
  create1002: { v1: "200 1002", documented: "429 error", accepted: 0 },
  create1004: { v1: "200 1004", documented: "401 error", accepted: 0 },
  create1008: { v1: "200 1008", documented: "402 error", accepted: 0 },
  create2045: { v1: "200 2045", documented: "429 error", accepted: 0 },
  create2049: { v1: "200 2049", documented: "401 error", accepted: 0 },
  create2056: { v1: "200 2056", documented: "429 error", accepted: 0 },
  create2056NoVideos: { v1: "200 2056", documented: "429 error", accepted: 0 },
  create2056Chinese: { v1: "200 2056", documented: "429 error", accepted: 0 },
  create2013AspectRatio: { v1: "200 2013", documented: "400 error", accepted: 0 },
  create2013Plan: { v1: "200 2013", documented: "400 error", accepted: 0 },
  create2013PlanChinese: { v1: "200 2013", documented: "400 error", accepted: 0 },
  create2061: { v1: "200 2061", documented: "403 error", accepted: 0 },
  create2064: { v1: "200 2064", documented: "529 error", accepted: 0 },
  create2067: { v1: "200 2067", documented: "429 error", accepted: 0 },
  create1000WithoutTask: { v1: "200 1000", documented: "500 error", accepted: 0 },
  create1000WithTask: { v1: "200 1000", documented: "500 error", accepted: 1 },
  create1001WithoutTask: { v1: "200 1001", documented: "500 error", accepted: 0 },
  create1001WithTask: { v1: "200 1001", documented: "500 error", accepted: 1 },
  createResetAfterAccept: { v1: "broken", documented: "broken", accepted: 1 },
  createHangAfterAccept: { v1: "broken", documented: "broken", accepted: 1 },
  createTruncatedAfterAccept: { v1: "200 unreadable", documented: "200 unreadable", accepted: 1 },
  create524HtmlAfterAccept: { v1: "524 html", documented: "524 html", accepted: 1 },
  taskStuck: { v1: "200 0", documented: "200 task_id", accepted: 1 },
  taskBreaks: { v1: "200 0", documented: "200 task_id", accepted: 1 },
};

describe.each(CREATE_FAULTS.filter(isPlain))("%s", (fault) => {
  test.each(["v1", "documented"] as const)("in %s: what the client sees, and what is bought", async (form) => {
    await using stand = await openStand({ faults: { hangMs: 20, script: [{ nth: 2, fault }] } });
    const create = (changes: { prompt: string }): Promise<JsonAnswer> =>
      form === "v1" ? stand.createV1(changes) : stand.createDocumented(changes);
    const healthy = form === "v1" ? "200 0" : "200 task_id";
    expect(await seen(create({ prompt: "first" }))).toBe(healthy);
    expect(await seen(create({ prompt: "second" }))).toBe(CREATES[fault][form]);
    expect(await seen(create({ prompt: "third" }))).toBe(healthy);
    const told = fault.startsWith("task") ? 0 : CREATES[fault].accepted;
    expect(stand.simulator.stats()).toMatchObject({
      accepted: 2 + CREATES[fault].accepted,
      unansweredAccepts: told,
      faults: { [fault]: 1 },
    });
  });
});

test.each([
  ["[[create405Html]]", "405 html"],
  ["[[page 403]]", "403 html"],
  ["[[http 403]]", "403 error"],
  ["[[code 1008]]", "200 1008"],
  ["[[code 7777]]", "200 7777"],
])("a prompt that says %s is answered so each time, and buys nothing; the others are well", async (mark, sight) => {
  await using stand = await openStand({});
  for (let nth = 0; nth < 2; nth += 1) {
    expect(await seen(stand.createV1({ prompt: `a cat ${mark}` }))).toBe(sight);
    expect(await seen(stand.createV1({ prompt: "a cat" }))).toBe("200 0");
  }
  expect(stand.simulator.stats().accepted).toBe(2);
});

const READS: Record<
  | Exclude<(typeof QUERY_FAULTS)[number], "queryLinkExpired">
  | Exclude<(typeof FILE_FAULTS)[number], "linkExpired" | "linkGone">,
  string
> = {
  queryReset: "broken",
  queryHang: "broken",
  query502Html: "502 html",
  query500: "500 1024",
  query1002: "200 1002",
  query1000: "200 1000",
  queryNotFound: "200 2013",
  queryTruncated: "200 unreadable",
  queryUnknownStatus: "200 0",
  fileReset: "broken",
  fileHang: "broken",
  file502Html: "502 html",
  fileError: "200 1000",
  file1002: "200 1002",
};

test.each(Object.entries(READS) as [FaultName, string][])("%s: the next call is well again", async (fault, sight) => {
  await using stand = await openStand({ faults: { hangMs: 20, script: [{ nth: 2, fault }] } });
  const { taskId, fileId } = await finishedVideo(stand);
  const call = (): Promise<JsonAnswer> =>
    fault.startsWith("query") ? stand.taskV1(taskId) : stand.get(`/v1/files/retrieve?file_id=${fileId}`);
  expect(await seen(call())).toBe(sight);
  expect(await seen(call())).toBe("200 0");
});

test("v2 may not know a task for once: HTTP 500, as the live one says it", async () => {
  await using stand = await openStand({ faults: { script: [{ nth: 1, fault: "queryNotFound" }] } });
  const taskId = String((await stand.createV2()).body["task_id"]);
  const error = { type: "server_error", message: "record not found (1000)", http_code: "500" };
  expect(await stand.get(`/v2/query/video_generation/${taskId}`)).toMatchObject({
    status: 500,
    body: { type: "error", error },
  });
  expect((await stand.get(`/v2/query/video_generation/${taskId}`)).status).toBe(200);
});

test("refusals that carry words alone are told in them", async () => {
  const said = ["create1000DisallowedUrl", "create1026", "create2013AspectRatio"] as const;
  await using stand = await openStand({ faults: { script: said.map((fault, at) => ({ nth: at + 1, fault })) } });
  const words: (string | undefined)[] = [];
  for (const _ of said) words.push((await stand.createV1()).body.base_resp?.status_msg);
  expect(words).toEqual([
    "disallowed image url: localhost or private address not allowed",
    "内容审核未通过",
    "invalid params, aspect ratio not between 0.5 and 2",
  ]);
});

test("an unknown status word is no end", async () => {
  await using stand = await openStand({ faults: { queryUnknownStatus: 1 } });
  const { body } = await stand.createV1();
  stand.clock.now += 96_000;
  expect((await stand.taskV1(body["task_id"])).body["status"]).toBe("Archiving");
});

test("a rate is a share of the calls, the same ones for the same seed, whatever the other rates are", () => {
  const refusedAt = (seed: number, other: number): number[] => {
    const dice = new FaultDice(seed);
    const rates = { create1002: 0.3, createTruncatedAfterAccept: other };
    return Array.from({ length: 2000 }, (_, nth) => (dice.roll("create", rates) === "create1002" ? nth : -1)).filter(
      (nth) => nth >= 0,
    );
  };
  const alone = refusedAt(3, 0);
  // 600 expected; the standard deviation is 20.
  expect(alone.length).toBeGreaterThan(500);
  expect(alone.length).toBeLessThan(700);
  expect(refusedAt(3, 0.5)).toEqual(alone);
  expect(refusedAt(4, 0)).not.toEqual(alone);
});

test("in a burst every call meets its fault, and none between bursts", async () => {
  const burst = { fault: "create2064", everyMs: 60_000, forMs: 10_000 } as const;
  await using stand = await openStand({ faults: { bursts: [burst] } });
  const codes: (number | undefined)[] = [];
  for (const stepMs of [0, 9_999, 1, 49_999, 1, 10_000]) {
    stand.clock.now += stepMs;
    codes.push((await stand.createV1()).body.base_resp?.status_code);
  }
  expect(codes).toEqual([2064, 2064, 0, 0, 2064, 0]);
  expect(stand.simulator.stats().faults).toEqual({ create2064: 3 });
});

test("faults are drawn independently of each other", () => {
  const dice = new FaultDice(3);
  const rates = { create1002: 0.3, createTruncatedAfterAccept: 0.3 };
  const met = Array.from({ length: 2000 }, () => dice.roll("create", rates));
  // Of the 1,400 calls that the first one spares, 420 meet the second.
  const second = met.filter((fault) => fault === "createTruncatedAfterAccept").length;
  expect(second).toBeGreaterThan(330);
  expect(second).toBeLessThan(510);
});

test("a rate of one meets every call", async () => {
  await using stand = await openStand({ faults: { create1002: 1 } });
  for (let nth = 0; nth < 3; nth += 1) expect(await seen(stand.createV1())).toBe("200 1002");
});

test("the money runs out after so many tasks", async () => {
  await using stand = await openStand({ faults: { insufficientBalanceAfter: 2 } });
  await stand.createV1();
  await stand.createV1();
  expect((await stand.createV1()).body.base_resp?.status_code).toBe(1008);
  expect((await stand.createDocumented()).status).toBe(402);
  stand.simulator.configure({ faults: { insufficientBalanceAfter: null } });
  expect((await stand.createV1()).body.base_resp?.status_code).toBe(0);
});

test("a plan that is used up says when it is whole again, by the simulator's clock", async () => {
  await using stand = await openStand({ faults: { create2056: 1 } });
  const { body } = await stand.createV1();
  const resetsAt = /resets at (\S+)/.exec(body.base_resp?.status_msg ?? "")?.[1] ?? "";
  expect(Date.parse(resetsAt)).toBe(stand.clock.now + 5_400_000);
});

test("moderation by rates: refused at the door, failed at the end", async () => {
  await using stand = await openStand({ moderation: { refuseRate: 1 } });
  expect((await stand.createV1()).body.base_resp?.status_code).toBe(1026);
  stand.simulator.configure({ moderation: { refuseRate: 0, failRate: 1, failCode: 1026 } });
  const { body } = await stand.createV1();
  stand.clock.now += 96_000;
  expect((await stand.taskV1(body["task_id"])).body).toMatchObject({
    status: "Fail",
    base_resp: { status_code: 1026 },
  });
});

test.each([
  ["reset", "broken"],
  ["503", "503 html"],
  ["hang", "broken"],
] as const)("an outage of kind %s takes every call, and none is in the books", async (outage, sight) => {
  await using stand = await openStand({ outage, faults: { hangMs: 20 } });
  expect(await seen(stand.createV1())).toBe(sight);
  expect(await seen(stand.taskV1("0"))).toBe(sight);
  expect((await stand.get("/__health")).status).toBe(200);
  stand.simulator.configure({ outage: "none" });
  expect(stand.simulator.stats().requests).toEqual({});
  expect(await seen(stand.createV1())).toBe("200 0");
});

test("a client that hangs up before the answer is in the books as not answered", async () => {
  await using stand = await openStand({ latencyMs: 3_600_000 });
  const hangUp = new AbortController();
  const call = fetch(`${stand.simulator.url}/v1/video_generation`, {
    method: "POST",
    headers: { authorization: "Bearer key" },
    body: JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: "a cat" }),
    signal: hangUp.signal,
  }).catch(() => "gone");
  await until(() => stand.simulator.stats().accepted === 1);
  hangUp.abort();
  expect(await call).toBe("gone");
  await until(() => stand.simulator.stats().unansweredAccepts === 1);
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
