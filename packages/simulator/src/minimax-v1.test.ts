import { expect, test } from "@jest/globals";
import { MODEL, openStand } from "./__fixtures__/stand.ts";

test("a task walks from Preparing to Success; ids are digits: strings in a query, numbers in a file", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  const created = await stand.createV1();
  expect(created.body).toEqual({
    task_id: expect.stringMatching(/^\d{15}$/),
    base_resp: { status_code: 0, status_msg: "success" },
  });
  const taskId = created.body["task_id"];
  const running = {
    task_id: taskId,
    file_id: "",
    video_width: 0,
    video_height: 0,
    base_resp: { status_code: 0, status_msg: "success" },
  };
  for (const [status, stepMs] of [
    ["Preparing", 25_000],
    ["Queueing", 6_000],
    ["Processing", 65_000],
  ] as const) {
    expect((await stand.taskV1(taskId)).body).toEqual({ ...running, status });
    stand.clock.now += stepMs;
  }
  const done = await stand.taskV1(taskId);
  expect(done.body).toMatchObject({
    status: "Success",
    file_id: expect.stringMatching(/^\d{15}$/),
    video_width: 1366,
    video_height: 768,
  });

  const file = await stand.get(`/v1/files/retrieve?file_id=${String(done.body["file_id"])}`);
  expect(file.body).toEqual({
    file: {
      file_id: Number(done.body["file_id"]),
      bytes: 0,
      created_at: 1_800_000_096,
      filename: "output_aigc.mp4",
      purpose: "video_generation",
      download_url: expect.stringContaining(`${stand.simulator.url}/cdn/`),
    },
    base_resp: { status_code: 0, status_msg: "success" },
  });
});

test("while a task runs, what is not known may be left out", async () => {
  await using stand = await openStand({ sparseRunningStatus: true });
  const { body } = await stand.createV1();
  expect(Object.keys((await stand.taskV1(body["task_id"])).body).sort()).toEqual(["base_resp", "status", "task_id"]);
});

test("every refusal is HTTP 200 with a code, and a create's task_id is an empty string", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"], apiKeys: ["good"], createPerMinute: 2 });
  const good = { authorization: "Bearer good" };
  const send = (prompt: string, headers: Record<string, string>) =>
    stand.post("/v1/video_generation", { model: MODEL, prompt }, headers);
  const answers = [
    await send("a cat", { authorization: "" }),
    await send("a cat", {}),
    await send("", good),
    await send("[[flagged]]", good),
    await send("a cat", good),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(answers.map(({ body }) => body["task_id"])).toEqual(["", "", "", "", ""]);
  expect(answers.map(({ body }) => body.base_resp?.status_code)).toEqual([1004, 2049, 2013, 1026, 1002]);
  expect(stand.simulator.stats().refused).toEqual({ 1002: 1, 1004: 1, 1026: 1, 2013: 1, 2049: 1 });
});

test("an unknown task or file is 2013, as for a task of somebody else", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  expect(await stand.taskV1("0")).toMatchObject({
    status: 200,
    body: { status: "", base_resp: { status_code: 2013 } },
  });
  // As the live one said it.
  expect((await stand.taskV1("0")).body.base_resp?.status_msg).toBe("invalid params, task not found");
  expect((await stand.get("/v1/files/retrieve?file_id=0")).body.base_resp?.status_code).toBe(2013);
  expect(await stand.get("/v1/video_generation/0")).toMatchObject({ status: 404, text: "404 page not found" });
});

test("image_url is not this contract's: it is ignored, so the image-only model gets text alone", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  const image = { model: "MiniMax-Hailuo-2.3-Fast", prompt: "a cat" };
  const refused = await stand.post("/v1/video_generation", { ...image, image_url: "https://example.com/cat.png" });
  expect(refused.body.base_resp).toEqual({ status_code: 2013, status_msg: expect.stringContaining("text-to-video") });
  const taken = await stand.post("/v1/video_generation", {
    ...image,
    first_frame_image: "https://example.com/cat.png",
  });
  expect(taken.body.base_resp?.status_code).toBe(0);
});

test("a Fail carries its reason as a code that is not 0, and is not billed", async () => {
  await using stand = await openStand();
  const output = await stand.createV1({ prompt: "[[fails]]" });
  const input = await stand.createV1({ prompt: "[[fails-input]]" });
  await stand.createV1();
  expect(stand.simulator.stats().billed).toBe(3);
  stand.clock.now += 96_000;
  expect((await stand.taskV1(output.body["task_id"])).body).toMatchObject({
    status: "Fail",
    file_id: "",
    base_resp: { status_code: 1027 },
  });
  expect((await stand.taskV1(input.body["task_id"])).body).toMatchObject({
    status: "Fail",
    base_resp: { status_code: 1026 },
  });
  expect(stand.simulator.stats()).toMatchObject({ accepted: 3, billed: 1, succeeded: 1, failed: 2 });
});

test("the bytes come with the key from retrieve_content as well", async () => {
  await using stand = await openStand();
  const { body } = await stand.createV1();
  stand.clock.now += 96_000;
  const fileId = String((await stand.taskV1(body["task_id"])).body["file_id"]);
  const video = await stand.get(`/v1/files/retrieve_content?file_id=${fileId}`);
  expect(video.headers.get("content-type")).toBe("video/mp4");
  expect(stand.simulator.stats().keyLeaks).toBe(0);
});

test("where a file names a second link, it holds when the first one leads nowhere or is over", async () => {
  await using stand = await openStand({
    dialects: ["minimax-v1"],
    backupLinks: true,
    faults: { script: [{ nth: 1, fault: "linkGone" }] },
  });
  const { body } = await stand.createV1();
  stand.clock.now += 96_000;
  const fileId = String((await stand.taskV1(body["task_id"])).body["file_id"]);
  const statuses = async (): Promise<number[]> => {
    const { body: told } = await stand.get(`/v1/files/retrieve?file_id=${fileId}`);
    const { download_url, backup_download_url } = told["file"] as unknown as Readonly<Record<string, string>>;
    return Promise.all([download_url, backup_download_url].map(async (url) => (await fetch(url ?? "")).status));
  };
  expect(await statuses()).toEqual([404, 200]);
  expect(await statuses()).toEqual([200, 200]);
  stand.simulator.configure({ faults: { linkExpired: 1 } });
  expect(await statuses()).toEqual([403, 200]);
});
