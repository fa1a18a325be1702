import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { jsonLines, openStand, type Stand, textPrompts } from "./stand/open-stand.ts";
import { isAlive, until } from "./stand/until.ts";

test.concurrent("keys, workers, gateway and a run share a folder's Redis; nothing is lost or bought twice when its keeper and a worker are killed", async () => {
  await using stand = await openStand({ maxInFlight: 8 });
  stand.hold();
  const key = (await stand.run(["keys", "create", "--tenant", "studio", "--json"])).json[0]?.["token"];
  const worker = stand.start(["worker", "all", "--json"]);
  await worker.jsonLine(({ type }) => type === "workers");
  const gateway = stand.start(["gateway", "--port", "0", "--json"]);
  const { url } = await gateway.jsonLine(({ type }) => type === "gateway");
  const headers = { authorization: `Bearer ${String(key)}`, "content-type": "application/json" };
  const body = JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm" });
  const answer = await fetch(`${String(url)}/api/v1/generations`, { method: "POST", headers, body });
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { readonly id: string };
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(5)));
  const run = stand.start(["run", file, "--json", "--batch", "boats"]);
  // Not only sent: an answer that its worker cannot record before it is killed is one for a person to decide.
  await until("all are at the provider, and recorded", async () => {
    const { json } = await stand.run(["list", "--state", "generating", "--json"]);
    return json.filter(({ state }) => state === "generating").length === 6;
  });

  const [server, keeper] = await redisOf(stand);
  process.kill(keeper, "SIGKILL");
  await until("another Redis runs", async () => (await redisOf(stand).catch(() => [server]))[0] !== server);
  expect(isAlive(server)).toBe(false);
  worker.signal("SIGKILL");
  stand.release();

  expect((await run.ended).json.at(-1)).toMatchObject({ type: "summary", total: 5, succeeded: 5 });
  const later = stand.start(["worker", "all", "--json"]);
  await until("the gateway's own is made", async () => {
    const seen = await fetch(`${String(url)}/api/v1/generations/${id}`, { headers }).catch(() => undefined);
    return seen?.status === 200 && ((await seen.json()) as { readonly state: string }).state === "succeeded";
  });
  expect(stand.simulator.stats()).toMatchObject({ accepted: 6, billed: 6 });
  for (const serving of [later, gateway]) serving.signal("SIGTERM");
  expect([(await later.ended).code, (await gateway.ended).code]).toEqual([0, 0]);
  await until("its Redis has ended with the last of them", async () =>
    (await readdir(redisDirectory(stand))).every((name) => name !== "private-redis.json"),
  );
});

test.concurrent("clean says what would go, refuses while something runs, and leaves videos that nobody named", async () => {
  await using stand = await openStand();
  expect((await stand.run(["clean"])).stdout).toContain("nothing to delete");
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(3)));
  await stand.run(["run", file, "--json", "--batch", "boats"]);
  const page = stand.start(["dashboard", "--port", "0", "--json"]);
  await page.jsonLine(({ type }) => type === "dashboard");
  expect(await stand.run(["clean", "--yes"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("is in use by dashboard (pid"),
  });
  page.signal("SIGTERM");
  await page.ended;
  const asked = await stand.run(["clean"]);
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("Nobody can be asked here") });
  expect(asked.stdout).toContain("1 batch with 3 generations (3 succeeded, 0 waiting)");
  expect(await readdir(redisDirectory(stand))).not.toEqual([]);
  const cleaned = await stand.run(["clean", "--yes"]);
  expect(cleaned).toMatchObject({ code: 0, stdout: expect.stringContaining("Stored videos were left where they are") });
  expect(await videosIn(stand)).toHaveLength(3);
  await expect(readdir(redisDirectory(stand))).rejects.toThrow("ENOENT");
});

test.concurrent("clean tells unfinished tasks that are paid for, and deletes the videos of the batches that were named", async () => {
  await using stand = await openStand();
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(2)));
  await stand.run(["run", file, "--json", "--batch", "boats"]);
  stand.hold();
  const left = stand.start([
    "run",
    await stand.write("left.jsonl", jsonLines([{ model: "MiniMax-Hailuo-2.3", prompt: "A kite" }])),
    "--json",
    "--batch",
    "left",
  ]);
  await until("it is at the provider", async () => {
    const [one] = (await stand.run(["list", "--batch", "left", "--json"])).json;
    return one?.["state"] === "generating";
  });
  left.signal("SIGKILL");
  await left.ended;
  const cleaned = await stand.run(["clean", "--yes", "--videos", "boats", "--json"]);
  expect(cleaned.json).toMatchObject([
    { type: "would_delete", batches: 2, unfinished_paid: 1, unfinished_paid_usd: 0.28, videos: 2 },
    { type: "cleaned", deleted: true, videos: 2 },
  ]);
  expect(await videosIn(stand)).toEqual([]);
});

test.concurrent("dev serves all of it, its curl works as it stands, and Ctrl-C ends all", async () => {
  await using stand = await openStand();
  const dev = stand.start(["dev", "--port", "0", "--dashboard-port", "0", "--speed", "1000", "--json"]);
  const told = await dev.jsonLine(({ type }) => type === "dev");
  const headers = { authorization: `Bearer ${String(told["key"])}`, "content-type": "application/json" };
  const made = await fetch(`${String(told["gateway"])}/api/v1/generations`, {
    method: "POST",
    headers,
    body: JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm" }),
  });
  const { id } = (await made.json()) as { readonly id: string };
  await until("it is made", async () => {
    const seen = await fetch(`${String(told["gateway"])}/api/v1/generations/${id}`, { headers });
    return ((await seen.json()) as { readonly state: string }).state === "succeeded";
  });
  expect((await fetch(String(told["dashboard"]))).status).toBe(200);
  dev.signal("SIGINT");
  expect((await dev.ended).code).toBe(0);
  expect(stand.creates).toEqual([]);
  await expect(readdir(redisDirectory(stand))).rejects.toThrow("ENOENT");
});

async function videosIn(stand: Stand): Promise<readonly string[]> {
  return (await readdir(join(stand.directory, "videos", "boats"))).filter((name) => name.endsWith(".mp4"));
}

function redisDirectory(stand: Stand): string {
  return join(stand.env["HAILUO_STATE_DIR"] ?? "", "redis");
}

/** The server, and the process that keeps it: the parent of its guard. */
async function redisOf(stand: Stand): Promise<readonly [number, number]> {
  const { pid } = JSON.parse(await readFile(join(redisDirectory(stand), "private-redis.json"), "utf8")) as {
    readonly pid: number;
  };
  return [pid, await parentOf(await parentOf(pid))];
}

async function parentOf(pid: number): Promise<number> {
  return Number(/^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]);
}
