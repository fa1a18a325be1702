import { expect, test } from "@jest/globals";
import { openStand } from "./__fixtures__/stand.ts";

for (const [dialect, tasks, files] of [
  ["documented", "/v1/video_generation", "/v1/files"],
  ["legacy-v3", "/v3/async/minimax-video-01", "/v3/files"],
] as const) {
  test(`${dialect}: a task walks from pending to succeeded, and its file has a link that plays`, async () => {
    await using stand = await openStand({ dialects: [dialect] });
    const created = await stand.post(tasks, { model: "MiniMax-Hailuo-2.3", prompt: "一只猫" });
    expect(created.status).toBe(200);
    expect(created.body).toEqual({ task_id: expect.stringMatching(/^[0-9a-f]{16}$/) });
    const path = `${tasks}/${String(created.body["task_id"])}`;

    expect((await stand.get(path)).body).toEqual({ status: "pending" });
    stand.clock.now += 31_000;
    expect((await stand.get(path)).body).toEqual({ status: "processing" });
    stand.clock.now += 64_999;
    expect((await stand.get(path)).body).toEqual({ status: "processing" });
    stand.clock.now += 1;
    const done = await stand.get(path);
    expect(done.body).toEqual({ status: "succeeded", file_id: expect.stringMatching(/^[0-9a-f]{16}$/) });

    const fileId = String(done.body["file_id"]);
    const file = await stand.get(`${files}/${fileId}`);
    expect(file.body).toEqual({ download_url: expect.any(String), file_id: fileId, created_at: 1_800_000_096 });
    const video = await fetch(String(file.body["download_url"]));
    expect(video.headers.get("content-type")).toBe("video/mp4");
    expect(Buffer.from(await video.arrayBuffer()).toString("latin1", 4, 8)).toBe("ftyp");
  });

  test(`${dialect}: refusals are HTTP statuses with a reason in words`, async () => {
    await using stand = await openStand({ dialects: [dialect], apiKeys: ["good"] });
    const good = { authorization: "Bearer good" };
    expect((await stand.get(`${tasks}/0`, good)).status).toBe(404);
    expect((await stand.get(`${tasks}/0`, good)).body).toEqual({ error: expect.any(String) });
    expect((await stand.get(`${files}/0`, good)).status).toBe(404);
    expect((await stand.get(`${tasks}/0`)).status).toBe(401);
    expect((await stand.get(`${tasks}/0`, { authorization: "" })).status).toBe(401);
    const invalid = await stand.post(tasks, { model: "MiniMax-Hailuo-2.3-Fast", prompt: "a cat" }, good);
    expect([invalid.status, typeof invalid.body.error]).toEqual([400, "string"]);
    const flagged = await stand.post(tasks, { model: "MiniMax-Hailuo-2.3", prompt: "[[flagged]]" }, good);
    expect([flagged.status, flagged.body.error]).toEqual([422, "内容审核未通过"]);
    expect(stand.simulator.stats().accepted).toBe(0);
  });

  test(`${dialect}: a failed task says why`, async () => {
    await using stand = await openStand({ dialects: [dialect] });
    const { body } = await stand.post(tasks, { model: "MiniMax-Hailuo-2.3", prompt: "[[fails-input]]" });
    stand.clock.now += 96_000;
    expect((await stand.get(`${tasks}/${String(body["task_id"])}`)).body).toEqual({
      status: "failed",
      error: "内容审核未通过",
    });
  });
}

test("documented alone: the live contract's paths are the proxy's 404, and its field names are ignored", async () => {
  await using stand = await openStand({ dialects: ["documented"] });
  expect(await stand.get("/v1/query/video_generation?task_id=0")).toMatchObject({
    status: 404,
    text: "404 page not found",
  });
  expect((await stand.post("/v3/async/minimax-video-01", {})).text).toBe("404 page not found");
  // Here "retrieve" is a file's id like any other.
  expect((await stand.get("/v1/files/retrieve?file_id=1")).body.error).toBe("file not found");
  const refused = await stand.createV1({
    model: "MiniMax-Hailuo-2.3-Fast",
    first_frame_image: "https://example.com/cat.png",
  });
  expect(refused.status).toBe(400);
  expect(stand.simulator.stats().ignoredFields).toEqual({ first_frame_image: 1, prompt_optimizer: 1 });
});
