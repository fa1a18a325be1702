import { expect, test } from "@jest/globals";
import { openStand } from "./__fixtures__/stand.ts";
import { drawLifetimeMs } from "./lifetimes.ts";
import { createDraw } from "./random.ts";

const small = { duration: 6, resolution: "768P" };

test("lifetimes are lognormal around the median, longer for ten seconds and for 1080P", () => {
  const draw = createDraw(7, "lifetime");
  const drawn = Array.from({ length: 5001 }, () => drawLifetimeMs({}, small, draw)).sort((one, other) => one - other);
  expect(drawn[2500]).toBeGreaterThan(96_000);
  expect(drawn[2500]).toBeLessThan(99_000);
  // One sigma of 0.15 above the median: 97,500 * e^0.15 = 113,279.
  expect(drawn[Math.round(5000 * 0.8413)]).toBeGreaterThan(111_000);
  expect(drawn[Math.round(5000 * 0.8413)]).toBeLessThan(115_500);
  const exact = { medianMs: 1000, sigma: 0 };
  expect(drawLifetimeMs(exact, { duration: 10, resolution: "768P" }, draw)).toBeCloseTo(1800);
  expect(drawLifetimeMs(exact, { duration: 6, resolution: "1080P" }, draw)).toBeCloseTo(2000);
});

test("a fixed lifetime with jitter stays within it", () => {
  const draw = createDraw(7, "lifetime");
  const drawn = Array.from({ length: 1000 }, () => drawLifetimeMs({ fixedMs: 2000, jitter: 0.1 }, small, draw));
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1800);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(2200);
  expect(Math.max(...drawn) - Math.min(...drawn)).toBeGreaterThan(380);
});

test("the same seed gives the same lifetimes, another seed others", async () => {
  const ends = async (seed: number): Promise<unknown[]> => {
    await using stand = await openStand({ seed, lifetime: {} });
    for (let index = 0; index < 5; index += 1) await stand.createV1();
    const { body } = await stand.get("/__tasks");
    return (body["tasks"] as { endsAt: number }[]).map(({ endsAt }) => endsAt);
  };
  expect(await ends(1)).toEqual(await ends(1));
  expect(await ends(1)).not.toEqual(await ends(2));
});

test("a change of speed shortens what is left of running tasks, and the account of slots stays exact", async () => {
  await using stand = await openStand({ lifetime: { fixedMs: 1000 } });
  await stand.createV1();
  stand.clock.now += 500;
  stand.simulator.configure({ speed: 10 });
  await stand.createV1();
  stand.clock.now += 49;
  expect(stand.simulator.stats().inFlight).toBe(2);
  stand.clock.now += 1;
  expect(stand.simulator.stats()).toMatchObject({ inFlight: 1, slotMsUsed: 600 });
  stand.clock.now += 10_000;
  expect(stand.simulator.stats()).toMatchObject({ inFlight: 0, slotMsUsed: 650, lastEndAt: 1_800_000_000_600 });
});

test("a stuck task never ends", async () => {
  await using stand = await openStand({ faults: { script: [{ nth: 2, fault: "taskStuck" }] } });
  const marked = await stand.createV1({ prompt: "[[stuck]]" });
  const scripted = await stand.createV1();
  stand.clock.now += 1e9;
  expect((await stand.taskV1(marked.body["task_id"])).body["status"]).toBe("Processing");
  expect((await stand.taskV1(scripted.body["task_id"])).body["status"]).toBe("Processing");
  expect(stand.simulator.stats().inFlight).toBe(2);
});
