import { expect, test } from "@jest/globals";
import { openStand } from "./__fixtures__/stand.ts";
import { startSimulator } from "./index.ts";

test("the account of slots is the exact integral, and the utilisation follows from it", async () => {
  await using stand = await openStand({ maxInFlight: 4, lifetime: { fixedMs: 1000 } });
  await stand.createV1({ prompt: "one" });
  await stand.createV1({ prompt: "two" });
  stand.clock.now += 500;
  await stand.createV1({ prompt: "three" });
  stand.clock.now += 250;
  expect(stand.simulator.stats()).toMatchObject({ inFlight: 3, slotMsUsed: 1750, utilisation: 1750 / (4 * 750) });
  stand.clock.now += 9000;
  expect(stand.simulator.stats()).toMatchObject({
    inFlight: 0,
    slotMsUsed: 3000,
    firstAcceptAt: 1_800_000_000_000,
    lastEndAt: 1_800_000_001_500,
    utilisation: 3000 / (4 * 1500),
  });
});

test("a request that was bought twice is named with both tasks; another prompt is another request", async () => {
  await using stand = await openStand();
  const first = await stand.createV1({ prompt: "twice" });
  await stand.createV1({ prompt: "once" });
  const second = await stand.createV1({ prompt: "twice", duration: 6 });
  await stand.createV1({ prompt: "twice", duration: 10 });
  expect(stand.simulator.stats()).toMatchObject({
    duplicateAccepts: 1,
    duplicates: [{ prompt: "twice", taskIds: [first.body["task_id"], second.body["task_id"]] }],
  });
});

test("queries are counted per task, with the shortest gap and the time at which the end was told", async () => {
  await using stand = await openStand();
  const taskId = String((await stand.createV1()).body["task_id"]);
  await stand.createV1();
  for (const stepMs of [90_000, 5_000, 7_000, 8_000]) {
    stand.clock.now += stepMs;
    await stand.taskV1(taskId);
  }
  expect(stand.simulator.stats()).toMatchObject({
    requests: { create: 2, query: 4 },
    queriesPerTask: { mean: 2, maximum: 4 },
    shortestQueryGapMs: 5_000,
  });
  expect((await stand.get(`/__tasks/${taskId}`)).body).toMatchObject({
    queries: 4,
    endsAt: 1_800_000_096_000,
    endReportedAt: 1_800_000_102_000,
  });
});

test("tasks are listed in pages, in order, with their requests", async () => {
  await using stand = await openStand();
  for (const prompt of ["a", "b", "c", "d"]) await stand.createV1({ prompt });
  const { body } = await stand.get("/__tasks?offset=1&limit=2");
  expect(body).toMatchObject({ total: 4, offset: 1 });
  expect((body["tasks"] as { request: { prompt: string } }[]).map(({ request }) => request.prompt)).toEqual(["b", "c"]);
  expect((await stand.get("/__tasks/0")).status).toBe(404);
  expect((await stand.get("/__nothing")).status).toBe(404);
});

test("the books keep no images", async () => {
  await using stand = await openStand();
  await stand.createV1({ first_frame_image: `data:image/png;base64,${"A".repeat(100_000)}` });
  expect((await stand.get("/__tasks")).text.length).toBeLessThan(2_000);
});

test("settings change over HTTP in mid-run, and a wrong one is refused with its name", async () => {
  await using stand = await openStand();
  expect((await stand.post("/__configure", { maxInFlight: 1, faults: { create2064: 0 } })).status).toBe(200);
  await stand.createV1();
  expect((await stand.createV1()).body.base_resp?.status_code).toBe(1002);
  await stand.post("/__configure", { maxInFlight: null });
  expect((await stand.createV1()).body.base_resp?.status_code).toBe(0);
  for (const [wrong, named] of [
    [{ maxInflight: 1 }, "maxInflight"],
    [{ maxInFlight: "1" }, "maxInFlight"],
    [{ speed: 0 }, "speed"],
    [{ faults: { create500: 2 } }, "faults.create500"],
    [{ faults: { create501: 1 } }, "create501"],
    [{ faults: { script: [{ nth: 0, fault: "create500" }] } }, "nth"],
    [{ latencyMs: { minMs: 5, maxMs: 1 } }, "latencyMs.maxMs"],
    [{ lifetime: { mean: 1 } }, "lifetime.mean"],
    [[1], "0"],
  ] as const) {
    const answer = await stand.post("/__configure", wrong);
    expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining(named)]);
  }
});

test("a wrong option or a taken port ends the start with a reason", async () => {
  await expect(startSimulator({ faults: { createHangBeforeAccept: -1 } })).rejects.toThrow(
    /faults\.createHangBeforeAccept is -1/,
  );
  await expect(startSimulator({ dialects: [] })).rejects.toThrow(/dialects/);
  await using stand = await openStand();
  await expect(startSimulator({ port: stand.simulator.port })).rejects.toThrow(/EADDRINUSE/);
});

test("closing cuts the calls that hang, and may be done twice", async () => {
  const stand = await openStand({ outage: "hang" });
  const call = stand.createV1().then(
    () => "answered",
    () => "broken",
  );
  // The server has the call once the connection is there.
  await stand.get("/__health");
  await stand.simulator.close();
  expect(await call).toBe("broken");
  await stand.simulator.close();
});
