import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { GenerationRequest } from "@hailuo-queue/contracts";
import { openMinimax } from "@hailuo-queue/minimax";
import { openStand, type Stand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

const REQUEST: GenerationRequest = { model: "MiniMax-Hailuo-2.3", prompt: "一只纸船", duration: 6, resolution: "768P" };
const { signal } = new AbortController();
const DIALECTS = ["documented", "legacy-v3", "minimax-v1", "auto"] as const;

async function openDoor(stand: Stand): Promise<string> {
  const gateway = stand.start(["gateway", "--port", "0", "--json"]);
  return `${String((await gateway.jsonLine(({ type }) => type === "gateway"))["url"])}/minimax`;
}

async function makeKey(stand: Stand, tenant: string): Promise<string> {
  const { stdout } = await stand.run(["keys", "create", "--tenant", tenant, "--json"]);
  return /"(?:token|key)":"([^"]+)"/.exec(stdout)?.[1] ?? "";
}

test("a client of MiniMax gets its video by changing base URL and key, whichever shape of the API it speaks", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await shareRedis(stand);
  await startWorker(stand, "all");
  const baseUrl = await openDoor(stand);
  const key = await makeKey(stand, "acme");
  const otherKey = await makeKey(stand, "other");

  for (const dialect of DIALECTS) {
    const client = openMinimax({ baseUrl, dialect });
    stand.defer(() => client.close());
    const { taskId } = await client.createTask({ ...REQUEST, prompt: `一只纸船, ${dialect}` }, { key, signal });
    expect(taskId).toMatch(/^\d{15}$/);
    let fileId: string | undefined;
    await until(`the ${dialect} task is done`, async () => {
      const task = await client.getTask(taskId, { key, signal });
      expect(task.status).not.toBe("failed");
      if (task.status === "succeeded") ({ fileId } = task);
      return fileId !== undefined;
    });
    const { downloadUrl } = await client.getFile(fileId ?? "", { key, signal });
    const stored = await readFile(join(stand.directory, "videos", "tenant-acme", `${taskId}.mp4`));
    const whole = await fetch(downloadUrl);
    expect([whole.status, whole.headers.get("content-type")]).toEqual([200, "video/mp4"]);
    expect(Buffer.from(await whole.arrayBuffer()).equals(stored)).toBe(true);
    const part = await fetch(downloadUrl, { headers: { range: "bytes=10-19" } });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 10-19/${stored.length}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(stored.subarray(10, 20))).toBe(true);
    expect((await fetch(downloadUrl.replace(/Expires=\d/, "Expires=9"))).status).toBe(404);
    await expect(client.getTask(taskId, { key: otherKey, signal })).rejects.toMatchObject({ name: "ProviderError" });
    await expect(client.getFile(taskId, { key: otherKey, signal })).rejects.toMatchObject({ name: "ProviderError" });
    await expect(client.createTask(REQUEST, { key: "wrong", signal })).rejects.toMatchObject({ code: "key_refused" });
  }
  expect(stand.simulator.stats()).toMatchObject({ accepted: DIALECTS.length, succeeded: DIALECTS.length });
});

test("the door refuses as MiniMax does: in the body of a 200, with its codes", async () => {
  await using stand = await openStand();
  await shareRedis(stand);
  const baseUrl = await openDoor(stand);
  const key = await makeKey(stand, "acme");
  const otherKey = await makeKey(stand, "other");

  async function ask(path: string, options: { readonly key?: string; readonly body?: object } = {}) {
    const { body } = options;
    const answer = await fetch(`${baseUrl}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const content = (await answer.json()) as Record<string, unknown>;
    const base = content["base_resp"] as { readonly status_code: number } | undefined;
    return { status: answer.status, code: base?.status_code, content };
  }

  const live = {
    model: "MiniMax-Hailuo-2.3",
    prompt: "a cat",
    prompt_optimizer: false,
    aspect_ratio: "16:9",
    watermark: "x",
  };
  expect(await ask("/v1/video_generation", { body: live })).toMatchObject({
    status: 200,
    code: 1004,
    content: { task_id: "" },
  });
  expect(await ask("/v1/query/video_generation?task_id=1", { key: "wrong" })).toMatchObject({
    status: 200,
    code: 2049,
  });
  expect(await ask("/v1/video_generation", { key, body: { ...live, resolution: "720x480" } })).toMatchObject({
    status: 200,
    code: 2013,
  });
  expect(await ask("/v1/video_generation", { key, body: { prompt: "a cat" } })).toMatchObject({ code: 2013 });
  expect(
    await ask("/v1/video_generation", { key, body: { ...live, callback_url: "http://a.example/" } }),
  ).toMatchObject({ code: 2013 });
  expect(await ask("/v1/query/video_generation?task_id=1", { key })).toMatchObject({ status: 200, code: 2013 });
  expect(await ask("/v3/async/minimax-video-01/1", { key })).toMatchObject({ status: 404, code: 2013 });
  expect(await ask("/v1/files/1")).toMatchObject({ status: 401, code: 1004 });

  const made = await ask("/v1/video_generation", { key, body: live });
  expect(made).toMatchObject({ status: 200, code: 0, content: { task_id: expect.stringMatching(/^\d{15}$/) } });
  const task = String(made.content["task_id"]);
  const reads = [
    `/v1/query/video_generation?task_id=${task}`,
    `/v1/files/retrieve?file_id=${task}`,
    `/v1/video_generation/${task}`,
    `/v1/files/${task}`,
    `/v3/async/minimax-video-01/${task}`,
    `/v3/files/${task}`,
  ];
  expect(await ask(reads[0] ?? "", { key })).toMatchObject({ code: 0, content: { status: "Queueing", file_id: "" } });
  expect(await ask(reads[2] ?? "", { key })).toMatchObject({ status: 200, content: { status: "pending" } });
  // Another tenant's is answered as one that is not there.
  for (const path of reads)
    expect(await ask(path, { key: otherKey })).toEqual(
      await ask(path.replace(task, `9${task.slice(1)}`), { key: otherKey }),
    );
});

test("our own client of v2 makes, finds, cancels and downloads tasks through the door", async () => {
  await using stand = await openStand({ dialects: ["minimax-v2"] });
  await shareRedis(stand);
  const baseUrl = await openDoor(stand);
  const key = await makeKey(stand, "acme");
  const client = openMinimax({ baseUrl, dialect: "minimax-v2" });
  stand.defer(() => client.close());
  const request: GenerationRequest = {
    model: "MiniMax-H3",
    prompt: "一只纸船",
    duration: 5,
    resolution: "768P",
    ratio: "16:9",
  };
  const waiting = await client.createTask(request, { key, signal });
  const wanted = await client.createTask({ ...request, prompt: "一只猫" }, { key, signal });
  expect(await client.cancelTask(waiting.taskId, { key, signal })).toBe("cancelled");
  const { tasks, total } = await client.listTasks(
    { page: 1, pageSize: 10, taskIds: [waiting.taskId, wanted.taskId] },
    { key, signal },
  );
  expect([total, tasks.map(({ taskId, task }) => [taskId, task.rawStatus])]).toEqual([
    2,
    [
      [wanted.taskId, "queued"],
      [waiting.taskId, "cancelled"],
    ],
  ]);
  const worker = await startWorker(stand, "all");
  await until("the task is done", async () => {
    const task = await client.getTask(wanted.taskId, { key, signal });
    expect(task.status).not.toBe("failed");
    return task.status === "succeeded";
  });
  const { downloadUrl } = await client.getFile(wanted.taskId, { key, signal });
  const stored = await readFile(join(stand.directory, "videos", "tenant-acme", `${wanted.taskId}.mp4`));
  expect(Buffer.from(await (await fetch(downloadUrl)).arrayBuffer()).equals(stored)).toBe(true);
  // One that stood still is a second one at the same video, and may put its sidecar there once more.
  worker.process.signal("SIGTERM");
  await worker.process.ended;
  expect(await client.cancelTask(wanted.taskId, { key, signal })).toBe("deleted");
  expect(await readdir(join(stand.directory, "videos", "tenant-acme"))).toEqual([]);
  await expect(client.getTask(wanted.taskId, { key, signal })).rejects.toMatchObject({ name: "ProviderError" });
  expect(stand.simulator.stats()).toMatchObject({ accepted: 1, succeeded: 1 });
});
