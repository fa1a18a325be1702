import { expect, test } from "@jest/globals";
import { openStand, type Stand } from "./__fixtures__/stand.ts";

const DIVING = "392753057216684038";
const SURVIVAL = "393769180141805569";
const CAT = { value: "https://example.com/cat.png" };

function create(stand: Stand, body: object) {
  return stand.post("/v1/video_template_generation", body);
}

function query(stand: Stand, taskId: unknown) {
  return stand.get(`/v1/query/video_template_generation?task_id=${String(taskId)}`);
}

test("a template's task never queues, and its link comes with the query, for a video of its own", async () => {
  await using stand = await openStand({ dialects: ["minimax-agent"] });
  const { body } = await create(stand, { template_id: DIVING, media_inputs: [CAT], text_inputs: [] });
  expect(body).toEqual({
    task_id: expect.stringMatching(/^\d{18}$/),
    base_resp: { status_code: 0, status_msg: "success" },
  });
  for (const [status, stepMs] of [
    ["Preparing", 25_000],
    ["Preparing", 6_000],
    ["Processing", 65_000],
  ] as const) {
    const told = {
      task_id: body["task_id"],
      status,
      video_url: "",
      base_resp: { status_code: 0, status_msg: "success" },
    };
    expect((await query(stand, body["task_id"])).body).toEqual(told);
    stand.clock.now += stepMs;
  }
  const done = await query(stand, body["task_id"]);
  expect(done.body["status"]).toBe("Success");
  expect(await (await fetch(String(done.body["video_url"]))).text()).toContain(`task=${String(body["task_id"])};`);
});

test("while it runs the link may be left out; a Fail carries its code", async () => {
  await using stand = await openStand({ sparseRunningStatus: true });
  const { body } = await create(stand, {
    template_id: SURVIVAL,
    media_inputs: [CAT],
    text_inputs: [{ value: "[[fails]]" }],
  });
  expect(Object.keys((await query(stand, body["task_id"])).body).toSorted()).toEqual([
    "base_resp",
    "status",
    "task_id",
  ]);
  stand.clock.now += 96_000;
  expect((await query(stand, body["task_id"])).body).toMatchObject({
    status: "Fail",
    base_resp: { status_code: 1027 },
  });
});

test.each([
  ["no template", { media_inputs: [CAT] }, "template_id is required"],
  [
    "a number for an id, which loses its end",
    { template_id: Number(DIVING), media_inputs: [CAT] },
    "template_id must be string",
  ],
  ["an unknown template", { template_id: "1", media_inputs: [CAT] }, "template not exist"],
  ["no image", { template_id: DIVING }, "needs 1 media_inputs, got 0"],
  ["no text", { template_id: SURVIVAL, media_inputs: [CAT] }, "needs 1 text_inputs, got 0"],
  ["a bare URL", { template_id: DIVING, media_inputs: [CAT.value] }, "media_inputs"],
  ["a path", { template_id: DIVING, media_inputs: [{ value: "cat.png" }] }, "neither a URL nor a data URL"],
])("refused in HTTP 200 with 2013, and not bought: %s", async (_name, body, reason) => {
  await using stand = await openStand();
  const refused = await create(stand, body);
  expect(refused).toMatchObject({ status: 200, body: { task_id: "", base_resp: { status_code: 2013 } } });
  expect(refused.body.base_resp?.status_msg).toContain(reason);
  expect(stand.simulator.stats().accepted).toBe(0);
});

test("templates have limits of their own, and v1 does not know their tasks", async () => {
  await using stand = await openStand({ agentMaxInFlight: 1, agentCreatePerMinute: 2, agentQueryPerMinute: 1 });
  const body = { template_id: DIVING, media_inputs: [CAT] };
  const first = await create(stand, body);
  const codes = [first, await create(stand, body), await create(stand, body)].map((told) => told.body.base_resp);
  expect(codes.map((told) => told?.status_code)).toEqual([0, 1002, 1002]);
  expect((await stand.createV1()).body.base_resp?.status_code).toBe(0);
  expect((await stand.taskV1(first.body["task_id"])).body.base_resp?.status_code).toBe(2013);
  expect((await query(stand, "0")).body).toMatchObject({ task_id: "", status: "", base_resp: { status_code: 2013 } });
  expect((await query(stand, "0")).body).toMatchObject({ status: "", video_url: "", base_resp: { status_code: 1002 } });
  expect(stand.simulator.stats().surfaces.agent).toMatchObject({
    accepted: 1,
    breachesInFlight: 1,
    windows: { create: { breaches: 1 } },
  });
});
