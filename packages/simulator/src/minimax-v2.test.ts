import { expect, test } from "@jest/globals";
import { MODEL, openStand, type Stand } from "./__fixtures__/stand.ts";

const IMAGE = "https://example.com/cat.png";

function item(type: "image_url" | "video_url" | "audio_url", role?: string, url = IMAGE): object {
  return { type, [type]: { url }, ...(role !== undefined && { role }) };
}

const TEXT = { type: "text", text: "a cat" };

test("a task walks from queued to succeeded; its link and its usage come with the end, and a new link with each query", async () => {
  await using stand = await openStand({ dialects: ["minimax-v2"] });
  const created = await stand.createV2();
  expect(created).toMatchObject({ status: 200, body: { task_id: expect.stringMatching(/^\d{15}$/) } });
  expect(Object.keys(created.body)).toEqual(["task_id"]);
  const running = {
    id: created.body["task_id"],
    model: "MiniMax-H3",
    created_at: 1_800_000_000,
    resolution: "768P",
    duration: 5,
    ratio: "16:9",
    usage: {},
    task_type: "generation",
    modality: "video",
  };
  for (const [status, stepMs, updated_at] of [
    ["queued", 25_000, 1_800_000_000],
    ["queued", 6_000, 1_800_000_000],
    ["running", 65_000, 1_800_000_031],
  ] as const) {
    expect((await stand.taskV2(running.id)).body).toEqual({ task: { ...running, status, updated_at } });
    stand.clock.now += stepMs;
  }
  const { task } = await stand.taskV2(running.id);
  expect(task).toEqual({
    ...running,
    status: "succeeded",
    updated_at: 1_800_000_096,
    content: { url: expect.stringContaining(`${stand.simulator.url}/cdn/`) },
    usage: { total_seconds: 5, input_seconds: 0, output_seconds: 5, input_image_count: 0 },
  });
  stand.clock.now += 1000;
  const again = (await stand.taskV2(running.id)).task.content?.url ?? "";
  expect(again).not.toBe(task.content?.url);
  const video = await fetch(again);
  expect([video.status, video.headers.get("content-type")]).toEqual([200, "video/mp4"]);
  await video.arrayBuffer();
});

test("a failed task says why under its own error, and neither it nor a cancelled one has usage or content", async () => {
  await using stand = await openStand();
  const failing = await stand.createV2({ prompt: "[[fails]]" });
  stand.clock.now += 96_000;
  const { task } = await stand.taskV2(failing.body["task_id"]);
  expect(task).toMatchObject({ status: "failed", error: { code: "1027", message: expect.any(String) }, usage: {} });
  expect(task).not.toHaveProperty("content");
});

test.each<[string, object, string]>([
  ["another model", { model: MODEL }, `model ${MODEL} is not supported on /v2/video_generation`],
  ["no duration", { duration: null }, "binding: expr_path=duration"],
  ["no content", { content: undefined }, "binding: expr_path=content"],
  ["1080P", { resolution: "1080P" }, "resolution 1080P"],
  ["768p", { resolution: "768p" }, "resolution 768p"],
  ["2K of the Max", { model: "MiniMax-H3-Max", resolution: "2K" }, "resolution 2K"],
  ["3 s", { duration: 3 }, "duration 3"],
  ["4 s of the Max", { model: "MiniMax-H3-Max", duration: 4 }, "duration 4"],
  ["16 s", { duration: 16 }, "duration 16"],
  ["a prompt mode that only the Max has", { extra: { prompt_expansion_mode: "quality" } }, "prompt_expansion_mode"],
  ["another extra", { model: "MiniMax-H3-Max", extra: { seed: 1 } }, "extra.seed"],
  ["no text", { content: [item("image_url")] }, "non-empty text item"],
  ["two texts", { content: [TEXT, TEXT] }, "more than one text"],
  ["7,001 characters", { content: [{ type: "text", text: "猫".repeat(7001) }] }, "text length 7001 exceeds 7000"],
  ["no ratio for text", { ratio: undefined }, "ratio is required"],
  ["an adaptive ratio for text", { ratio: "adaptive" }, "ratio adaptive"],
  ["a ratio of its own", { ratio: "2:1" }, "ratio 2:1"],
  [
    "a flat URL",
    { content: [TEXT, { type: "image_url", image_url: IMAGE, role: "first_frame" }] },
    "content[1].image_url.url",
  ],
  ["a path as URL", { content: [TEXT, item("image_url", "first_frame", "cat.png")] }, "content[1].image_url.url"],
  ["a role of another type", { content: [TEXT, item("video_url", "first_frame")] }, "content[1].role"],
  ["two images without roles", { content: [TEXT, item("image_url"), item("image_url")] }, "content[1].role"],
  [
    "frames beside references",
    { content: [TEXT, item("image_url", "first_frame"), item("video_url", "reference_video")] },
    "exclude",
  ],
  [
    "two first frames",
    { content: [TEXT, item("image_url", "first_frame"), item("image_url", "first_frame")] },
    "at most one",
  ],
  [
    "ten images",
    { content: [TEXT, ...Array.from({ length: 10 }, () => item("image_url", "reference_image"))] },
    "limit is 9",
  ],
  ["sound alone", { content: [TEXT, item("audio_url", "reference_audio")] }, "audio"],
])("refused with 400 and 2013, and not bought: %s", async (_name, changes, reason) => {
  await using stand = await openStand();
  const refused = await stand.createV2({ ...changes });
  expect(refused).toMatchObject({
    status: 400,
    body: {
      type: "error",
      error: {
        type: "bad_request_error",
        message: expect.stringMatching(/^invalid params, .* \(2013\)$/),
        http_code: "400",
      },
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  });
  expect((refused.body["error"] as unknown as { message: string }).message).toContain(reason);
  expect(stand.simulator.stats().accepted).toBe(0);
});

test("taken: one image without a role, frames with any ratio, references of every kind with their usage", async () => {
  await using stand = await openStand();
  const taken = async (changes: object): Promise<object> => {
    const { body } = await stand.createV2({ ...changes });
    stand.clock.now += 96_000;
    return (await stand.taskV2(body["task_id"])).task.usage;
  };
  const frames = { total_seconds: 5, input_seconds: 0, output_seconds: 5 };
  expect(await taken({ content: [TEXT, item("image_url")], ratio: undefined })).toEqual({
    ...frames,
    input_image_count: 1,
  });
  const both = [
    TEXT,
    item("image_url", "first_frame", "mm_file://12"),
    item("image_url", "last_frame", `data:image/heic;base64,${"A".repeat(400)}`),
  ];
  expect(await taken({ content: both, ratio: "adaptive", resolution: "2K" })).toEqual({
    ...frames,
    input_image_count: 2,
  });
  const references = [
    item("image_url", "reference_image"),
    item("video_url", "reference_video"),
    item("video_url", "reference_video"),
    item("audio_url", "reference_audio"),
  ];
  const max = {
    model: "MiniMax-H3-Max",
    resolution: "480P",
    duration: 10,
    extra: { prompt_expansion_mode: "quality" },
  };
  expect(await taken({ ...max, content: [TEXT, ...references] })).toEqual({
    total_seconds: 16,
    input_seconds: 6,
    output_seconds: 10,
    input_image_count: 1,
    input_audio_seconds: 4,
  });
  expect(stand.simulator.stats()).toMatchObject({ accepted: 3, ignoredFields: {} });
});

test("a create looks at shapes only: a picture that is too small fails later, and is not charged", async () => {
  await using stand = await openStand();
  const created = await stand.createV2({
    content: [TEXT, item("image_url", "first_frame", "data:image/png;base64,iVBORw0KGgo=")],
  });
  expect(created.status).toBe(200);
  stand.clock.now += 96_000;
  const { task } = await stand.taskV2(created.body["task_id"]);
  expect(task).toMatchObject({
    status: "failed",
    error: { code: "2013", message: expect.stringContaining("too small") },
  });
  expect(stand.simulator.stats()).toMatchObject({ billed: 0, billedUsd: 0 });
});

test("refusals have real statuses, the code in parentheses behind the words alone, and full-width ones behind Chinese", async () => {
  await using stand = await openStand({ apiKeys: ["good"], v2CreatePerMinute: 4, faults: { script: [] } });
  const good = { authorization: "Bearer good" };
  const body = (text: string) => ({
    model: "MiniMax-H3",
    content: [{ type: "text", text }],
    resolution: "768P",
    duration: 5,
    ratio: "1:1",
  });
  const ask = async (text: string, headers: Record<string, string>): Promise<unknown[]> => {
    const { status, body: told } = await stand.post("/v2/video_generation", body(text), headers);
    const error = told["error"] as unknown as { type: string; message: string; http_code: string };
    return [status, error.http_code, error.type, /[(（]\d+[)）]$/.exec(error.message)?.[0]];
  };
  expect(await ask("x", { authorization: "" })).toEqual([401, "401", "authorized_error", "(1004)"]);
  expect(await ask("x", {})).toEqual([401, "401", "authorized_error", "(2049)"]);
  expect(await ask("[[flagged]]", good)).toEqual([422, "422", "unprocessable_entity_error", "（1026）"]);
  stand.simulator.configure({ faults: { create1008: 1 } });
  expect(await ask("x", good)).toEqual([402, "402", "insufficient_balance_error", "(1008)"]);
  stand.simulator.configure({ faults: { create1008: 0, create2064: 1 } });
  expect(await ask("x", good)).toEqual([529, "529", "overloaded_error", undefined]);
  stand.simulator.configure({ faults: { create2064: 0, create1000WithoutTask: 1 } });
  expect(await ask("x", good)).toEqual([500, "500", "server_error", "(1000)"]);
  expect(await ask("x", good)).toEqual([429, "429", "rate_limit_error", "(1002)"]);
});

test("each side has limits of its own, and knows only its own tasks", async () => {
  await using stand = await openStand({ maxInFlight: 1, createPerMinute: 1, v2MaxInFlight: 2, v2CreatePerMinute: 3 });
  const first = await stand.createV2({ prompt: "1" });
  expect((await stand.createV2({ prompt: "2" })).status).toBe(200);
  expect((await stand.createV2({ prompt: "3" })).body["error"]).toMatchObject({
    message: expect.stringContaining("concurrency"),
  });
  expect((await stand.createV2({ prompt: "4" })).body["error"]).toMatchObject({
    message: expect.stringContaining("RPM"),
  });
  const v1 = await stand.createV1();
  expect(v1.body.base_resp?.status_code).toBe(0);
  const taskId = String(first.body["task_id"]);
  expect((await stand.taskV1(taskId)).body.base_resp?.status_code).toBe(2013);
  expect(await stand.taskV2(v1.body["task_id"])).toMatchObject({ status: 500 });
  expect((await stand.delete(`/v2/video_generation/${String(v1.body["task_id"])}`)).status).toBe(400);
  expect(stand.simulator.stats()).toMatchObject({
    accepted: 3,
    inFlight: 3,
    breachesInFlight: 1,
    windows: { create: { breaches: 0 } },
    surfaces: {
      v1: { accepted: 1, breachesInFlight: 0 },
      v2: { accepted: 2, inFlight: 2, breachesInFlight: 1, windows: { create: { breaches: 1, maximumOffered: 4 } } },
      agent: { accepted: 0 },
    },
  });
});

test("a task is known for seven days, to queries, lists and deletes alike", async () => {
  await using stand = await openStand();
  const { body } = await stand.createV2();
  stand.clock.now += 7 * 24 * 3_600_000;
  expect((await stand.taskV2(body["task_id"])).status).toBe(200);
  expect((await list(stand)).total).toBe(1);
  stand.clock.now += 1;
  expect(await stand.taskV2(body["task_id"])).toMatchObject({
    status: 500,
    body: { error: { message: "record not found (1000)" } },
  });
  expect((await list(stand)).total).toBe(0);
  expect((await stand.delete(`/v2/video_generation/${String(body["task_id"])}`)).status).toBe(400);
});

test("a list tells of the newest first, in pages, filtered, with the same task objects as a query", async () => {
  await using stand = await openStand();
  await stand.createV1();
  const ids: string[] = [];
  for (const changes of [{ prompt: "[[fails]]" }, { model: "MiniMax-H3-Max" }, { prompt: "third" }]) {
    ids.push(String((await stand.createV2(changes)).body["task_id"]));
    stand.clock.now += 50_000;
  }
  const [failed = "", max = "", third = ""] = ids;
  expect(await list(stand)).toEqual({ ids: [third, max, failed], total: 3, words: ["running", "succeeded", "failed"] });
  expect(await list(stand, "page_num=1&page_size=2")).toMatchObject({ ids: [third, max], total: 3 });
  expect(await list(stand, "page_num=2&page_size=2")).toMatchObject({ ids: [failed], total: 3 });
  expect(await list(stand, "page_num=3&page_size=2")).toMatchObject({ ids: [], total: 3 });
  expect(await list(stand, "filter.status=failed")).toMatchObject({ ids: [failed], total: 1 });
  expect(await list(stand, "filter.model=MiniMax-H3-Max")).toMatchObject({ ids: [max] });
  expect(await list(stand, `filter.task_ids=${third}&filter.task_ids=${failed}&filter.task_ids=0`)).toMatchObject({
    ids: [third, failed],
  });
  expect(await list(stand, "filter.task_type=generation")).toMatchObject({ total: 3 });
  expect(await list(stand, "filter.task_type=regeneration")).toMatchObject({ total: 0 });
  const { modality: _modality, ...alone } = (await stand.taskV2(third)).task;
  expect((await stand.get("/v2/query/video_generation?page_size=1")).body["items"]).toEqual([alone]);
  for (const wrong of ["page_num=0", "page_size=101", "page_size=x", "filter.status=done", "filter.task_type=x"])
    expect((await stand.get(`/v2/query/video_generation?${wrong}`)).status).toBe(400);
  expect(stand.simulator.stats().requests).toMatchObject({ create: 4, list: 15, query: 1 });
});

test("a delete cancels what is queued, for free and with its slot; forgets what is over; refuses what runs or is cancelled", async () => {
  await using stand = await openStand({ v2MaxInFlight: 2 });
  const waiting = String((await stand.createV2({ prompt: "waiting" })).body["task_id"]);
  const other = String((await stand.createV2({ prompt: "other" })).body["task_id"]);
  const cancel = (taskId: string) => stand.delete(`/v2/video_generation/${taskId}`);
  stand.clock.now += 30_000;
  expect(await cancel(waiting)).toMatchObject({
    status: 200,
    body: { task_id: waiting, action: "cancelled", status: "cancelled" },
  });
  expect(stand.simulator.stats()).toMatchObject({
    accepted: 2,
    billed: 1,
    cancelled: 1,
    inFlight: 1,
    slotMsUsed: 60_000,
  });
  expect((await stand.taskV2(waiting)).task).toMatchObject({
    status: "cancelled",
    updated_at: 1_800_000_030,
    usage: {},
  });
  expect(await cancel(waiting)).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining("cancelled") } },
  });
  expect((await stand.createV2({ prompt: "in its place" })).status).toBe(200);
  stand.clock.now += 1_000;
  expect(await cancel(other)).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringMatching(/running.*\(2013\)$/) } },
  });
  stand.clock.now += 65_000;
  expect(await cancel(other)).toMatchObject({ status: 200, body: { action: "deleted", status: "deleted" } });
  expect((await stand.taskV2(other)).status).toBe(500);
  expect((await list(stand)).ids).toHaveLength(2);
  expect((await cancel(other)).status).toBe(400);
  // What was made is paid for, whoever remembers it.
  expect(stand.simulator.stats()).toMatchObject({ accepted: 3, billed: 2, succeeded: 1, cancelled: 1, inFlight: 1 });
});

test("lists and deletes have faults of their own", async () => {
  const script = (["listReset", "list502Html", "list1002", "list1000", "listTruncated", "listOmits"] as const).map(
    (fault, at) => ({
      nth: at + 1,
      fault,
    }),
  );
  await using stand = await openStand({ faults: { script: [...script, { nth: 1, fault: "deleteResetAfter" }] } });
  for (const prompt of ["1", "2"]) await stand.createV2({ prompt });
  const path = "/v2/query/video_generation";
  await expect(stand.get(path)).rejects.toThrow();
  expect(await stand.get(path)).toMatchObject({ status: 502, text: expect.stringContaining("<html>") });
  expect([(await stand.get(path)).status, (await stand.get(path)).status]).toEqual([429, 500]);
  expect((await stand.get(path)).body).toEqual({});
  expect(await list(stand)).toMatchObject({ ids: [expect.any(String)], total: 2 });
  const { ids } = await list(stand);
  expect(ids).toHaveLength(2);
  await expect(stand.delete(`/v2/video_generation/${ids[0]}`)).rejects.toThrow();
  expect((await list(stand)).words).toEqual(["cancelled", "queued"]);
});

async function list(stand: Stand, query = ""): Promise<{ ids: string[]; total: unknown; words: string[] }> {
  const { body } = await stand.get(`/v2/query/video_generation?${query}`);
  const items = (body["items"] ?? []) as { id: string; status: string }[];
  return { ids: items.map(({ id }) => id), total: body["total"], words: items.map(({ status }) => status) };
}
