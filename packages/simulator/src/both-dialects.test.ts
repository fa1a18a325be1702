import { expect, test } from "@jest/globals";
import { MODEL, openStand } from "./__fixtures__/stand.ts";

test("on the shared path the field names choose the answer's form", async () => {
  await using stand = await openStand();
  expect(Object.keys((await stand.createV1()).body)).toEqual(["task_id", "base_resp"]);
  expect(Object.keys((await stand.createDocumented()).body)).toEqual(["task_id"]);
});

test("a create that could be either gets both answers and ids that both query paths know", async () => {
  await using stand = await openStand();
  const { body } = await stand.post("/v1/video_generation", { model: MODEL, prompt: "a cat" });
  expect(body).toEqual({
    task_id: expect.stringMatching(/^\d{15}$/),
    base_resp: { status_code: 0, status_msg: "success" },
  });
  expect((await stand.taskV1(body["task_id"])).body["status"]).toBe("Preparing");
  expect((await stand.get(`/v1/video_generation/${String(body["task_id"])}`)).body).toEqual({ status: "pending" });
  const refused = await stand.post("/v1/video_generation", { model: MODEL, prompt: "" });
  expect(refused).toMatchObject({
    status: 200,
    body: { error: expect.any(String), task_id: "", base_resp: { status_code: 2013 } },
  });
});

test("a create that could be either is refused in HTTP 200 for every reason, as the live API does", async () => {
  await using stand = await openStand({ maxInFlight: 0, apiKeys: ["good"] });
  const create = (body: unknown, key: string) =>
    stand.post("/v1/video_generation", body, { authorization: `Bearer ${key}` });
  const plain = { model: MODEL, prompt: "a cat" };
  const refusals = [
    await create(plain, "good"),
    await create(plain, "bad"),
    await create({}, "good"),
    await create([], "good"),
    await create({ ...plain, prompt: "[[code 1008]]" }, "good"),
  ];
  expect(refusals.map(({ status, body }) => [status, body.base_resp?.status_code])).toEqual([
    [200, 1002],
    [200, 2049],
    [200, 2013],
    [200, 2013],
    [200, 1008],
  ]);
});

test("an id in hex is unknown to the contract whose ids are integers", async () => {
  await using stand = await openStand();
  const { body } = await stand.createDocumented();
  expect((await stand.taskV1(`a${String(body["task_id"]).slice(1)}`)).body.base_resp?.status_code).toBe(2013);
});
