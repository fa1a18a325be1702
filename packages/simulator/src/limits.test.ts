import { expect, test } from "@jest/globals";
import { openStand } from "./__fixtures__/stand.ts";

test("the limit on unfinished tasks holds to the millisecond, and each create beyond it stands in the books", async () => {
  await using stand = await openStand({ maxInFlight: 2, lifetime: { fixedMs: 1000 } });
  await stand.createV1();
  stand.clock.now += 400;
  await stand.createV1();
  expect((await stand.createV1()).body.base_resp?.status_code).toBe(1002);
  stand.clock.now += 599;
  expect((await stand.createV1()).body.base_resp?.status_code).toBe(1002);
  stand.clock.now += 1;
  expect((await stand.createV1()).body.base_resp?.status_code).toBe(0);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 3, inFlight: 2, maxInFlightSeen: 2, breachesInFlight: 2 });
});

test("twenty at once against a limit of seven: seven are taken", async () => {
  await using stand = await openStand({ maxInFlight: 7 });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => stand.createV1({ prompt: `cat ${index}` })),
  );
  expect(answers.filter(({ body }) => body.base_resp?.status_code === 0)).toHaveLength(7);
  expect(stand.simulator.stats()).toMatchObject({ inFlight: 7, breachesInFlight: 13 });
});

test("a window slides: a call frees its place one window later, not at a full minute", async () => {
  await using stand = await openStand({ createPerMinute: 2 });
  const codes: (number | undefined)[] = [];
  for (const stepMs of [0, 30_000, 29_999, 1, 1, 29_998, 1]) {
    stand.clock.now += stepMs;
    codes.push((await stand.createV1()).body.base_resp?.status_code);
  }
  expect(codes).toEqual([0, 0, 1002, 0, 1002, 1002, 0]);
  expect(stand.simulator.stats().windows.create).toEqual({ maximumAdmitted: 2, maximumOffered: 5, breaches: 3 });
});

test("queries and file calls have windows of their own, of any length", async () => {
  await using stand = await openStand({ queryPerMinute: 1, filesPerMinute: 1, windowMs: 500 });
  const codes = async (path: string): Promise<unknown[]> => {
    const first = await stand.get(path);
    const second = await stand.get(path);
    stand.clock.now += 500;
    const third = await stand.get(path);
    return [first, second, third].map(({ body }) => body.base_resp?.status_code);
  };
  expect(await codes("/v1/query/video_generation?task_id=0")).toEqual([2013, 1002, 2013]);
  expect(await codes("/v1/files/retrieve?file_id=0")).toEqual([2013, 1002, 2013]);
});

test("unfinished tasks are refused in other words than rates, in every dialect, and with no time to come back", async () => {
  await using stand = await openStand({ maxInFlight: 1, createPerMinute: 3, retryAfter: true });
  await stand.createV1();
  const full = await stand.createV1();
  const flat = await stand.createDocumented();
  const often = await stand.createV1();
  const words = "rate limit exceeded(concurrency), too many unfinished tasks";
  expect(full.body.base_resp).toEqual({ status_code: 1002, status_msg: words });
  expect([flat.status, flat.body.error]).toEqual([429, words]);
  expect(often.body.base_resp).toEqual({ status_code: 1002, status_msg: "rate limit exceeded(RPM)" });
  expect([full, flat, often].map(({ headers }) => headers.get("retry-after"))).toEqual([null, null, "60"]);
});

test("limits change in mid-run, are answered as they are then, and tasks accepted before one fell are no breach", async () => {
  await using stand = await openStand({ maxInFlight: 4, lifetime: { fixedMs: 1000 } });
  for (const prompt of ["a", "b", "c"]) await stand.createV1({ prompt });
  stand.clock.now += 500;
  const lowered = await stand.post("/__limits", { maxInFlight: 1, createPerMinute: 9 });
  expect(lowered.body).toMatchObject({
    maxInFlight: 1,
    createPerMinute: 9,
    queryPerMinute: null,
    filesPerMinute: null,
  });
  expect(stand.simulator.stats()).toMatchObject({ inFlight: 3, breachesInFlight: 0, lastBreachInFlightAt: null });
  await stand.createV1({ prompt: "d" });
  expect(stand.simulator.stats()).toMatchObject({ breachesInFlight: 1, lastBreachInFlightAt: 1_800_000_000_500 });
  stand.clock.now += 500;
  // Three tasks of 1 s each, under a limit of 4 for the first half and of 1 for the second.
  expect(stand.simulator.stats()).toMatchObject({ inFlight: 0, utilisation: 3000 / (500 * 4 + 500 * 1) });
  expect((await stand.createV1({ prompt: "e" })).body.base_resp?.status_code).toBe(0);
  expect((await stand.get("/__limits")).body).toMatchObject({ maxInFlight: 1 });
  for (const wrong of [{ speed: 2 }, { maxInFlight: "8" }, [1]])
    expect((await stand.post("/__limits", wrong)).status).toBe(400);
});

test("documented says 429, and how long to wait only when asked to", async () => {
  await using stand = await openStand({ createPerMinute: 1 });
  await stand.createDocumented();
  stand.clock.now += 50_000;
  const silent = await stand.createDocumented();
  expect([silent.status, silent.headers.get("retry-after")]).toEqual([429, null]);
  stand.simulator.configure({ retryAfter: true });
  expect((await stand.createDocumented()).headers.get("retry-after")).toBe("10");
});

test("strangers use up no window", async () => {
  await using stand = await openStand({ createPerMinute: 1, apiKeys: ["good"] });
  await stand.createV1();
  const good = await stand.post(
    "/v1/video_generation",
    { model: "MiniMax-Hailuo-2.3", prompt: "a cat", prompt_optimizer: true },
    { authorization: "Bearer good" },
  );
  expect(good.body.base_resp?.status_code).toBe(0);
});
