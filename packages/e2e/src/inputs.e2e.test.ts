import { createHash } from "node:crypto";
import { optional } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { imageFile } from "@hailuo-queue/testkit";
import { openStand, type Stand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

const MB = 1024 * 1024;
const FIRST = imageFile("png", { width: 1366, height: 768, bytes: 6 * MB });
const SECOND = imageFile("jpg", { width: 1366, height: 768, bytes: 2 * MB });
const FILM = Buffer.concat([Buffer.from("000000186674797069736f6d", "hex"), Buffer.alloc(300_000, "frames")]);
const SOUND = Buffer.concat([Buffer.from("49443304", "hex"), Buffer.alloc(100_000, "sound")]);

function dataUrl(type: string, content: Buffer): string {
  return `data:${type};base64,${content.toString("base64")}`;
}

function hashOf(text: unknown): string {
  return createHash("sha256").update(String(text)).digest("hex");
}

interface Door {
  ask(
    method: string,
    path: string,
    body?: string | Buffer | object,
    type?: string,
  ): Promise<Readonly<Record<string, unknown>>>;
}

async function openDoor(stand: Stand): Promise<Door> {
  const gateway = stand.start(["gateway", "--port", "0", "--json"]);
  const url = String((await gateway.jsonLine(({ type }) => type === "gateway"))["url"]);
  const { stdout } = await stand.run(["keys", "create", "--tenant", "acme", "--json"]);
  const key = /"(?:token|key)":"([^"]+)"/.exec(stdout)?.[1] ?? "";
  return {
    async ask(method, path, body, type = "application/json") {
      const sent =
        body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const answer = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(sent === undefined ? {} : { "content-type": type }) },
        ...optional({ body: sent }),
      });
      const text = await answer.text();
      return { ...(text === "" ? {} : (JSON.parse(text) as object)), status: answer.status };
    },
  };
}

test("uploads and data URLs reach the provider byte for byte, stay while they are needed, and go when nobody needs them", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1", "minimax-v2"], maxInFlight: 20 });
  stand.env["HAILUO_RETENTION_INPUTS_MS"] = "1";
  await shareRedis(stand);
  const storage = await shareStorage(stand);
  const { ask } = await openDoor(stand);
  const H3 = { model: "MiniMax-H3", duration: 5, resolution: "768P" };
  const inputs = (): readonly string[] => storage.keys().filter((key) => key.startsWith("inputs/"));

  // Before any worker runs, nothing is let go of.
  const uploaded = await ask("POST", "/api/v1/inputs", FIRST, "image/png");
  const film = await ask("POST", "/api/v1/inputs", FILM, "video/mp4");
  const sound = await ask("POST", "/api/v1/inputs", SOUND, "audio/mpeg");
  expect([uploaded["status"], film["status"], sound["status"]]).toEqual([201, 201, 201]);
  const byName = await ask("POST", "/api/v1/generations", {
    model: "MiniMax-Hailuo-2.3",
    prompt: "by name",
    image_url: uploaded["id"],
  });
  const byUrl = await ask("POST", "/api/v1/generations", {
    model: "MiniMax-Hailuo-2.3",
    prompt: "by data URL",
    image_url: dataUrl("image/png", FIRST),
  });
  const references = await ask("POST", "/api/v1/generations", {
    ...H3,
    prompt: "references",
    reference_images: [uploaded["id"]],
    reference_videos: [film["id"]],
    reference_audio: [sound["id"]],
  });
  expect([byName["status"], byUrl["status"], references["status"]]).toEqual([201, 201, 201]);
  const batch = await ask("POST", "/api/v1/batches", {});
  const line = JSON.stringify({
    model: "MiniMax-Hailuo-2.3",
    prompt: "in a line",
    image_url: dataUrl("image/jpeg", SECOND),
  });
  expect(
    await ask("POST", `/api/v1/batches/${String(batch["id"])}/items?seal=true`, `${line}\n`, "application/x-ndjson"),
  ).toMatchObject({
    received: 1,
    created: 1,
  });
  expect(inputs()).toHaveLength(4);
  expect(await ask("GET", `/api/v1/inputs/${String(uploaded["sha256"])}`)).toMatchObject({
    needed_by: 3,
    expires_at: null,
  });

  await startWorker(stand, "all");
  await until("all four are bought", async () => stand.creates.length === 4);
  const sent = (prompt: string): Readonly<Record<string, unknown>> =>
    stand.creates.find(({ body }) => body["prompt"] === prompt)?.body ?? {};
  expect(hashOf(sent("by name")["first_frame_image"])).toBe(hashOf(dataUrl("image/png", FIRST)));
  expect(hashOf(sent("by data URL")["first_frame_image"])).toBe(hashOf(dataUrl("image/png", FIRST)));
  expect(hashOf(sent("in a line")["first_frame_image"])).toBe(hashOf(dataUrl("image/jpeg", SECOND)));
  const content = (stand.creates.find(({ path }) => path === "/v2/video_generation")?.body["content"] ??
    []) as readonly {
    readonly type: string;
    readonly image_url?: { readonly url: string };
    readonly video_url?: { readonly url: string };
    readonly audio_url?: { readonly url: string };
  }[];
  const urls = content.flatMap((item) =>
    [item.image_url ?? item.video_url ?? item.audio_url ?? []].flat().map(({ url }) => hashOf(url)),
  );
  expect(urls).toEqual(
    [dataUrl("image/png", FIRST), dataUrl("video/mp4", FILM), dataUrl("audio/mpeg", SOUND)].map(hashOf),
  );

  // The reconciler looks every 20 s.
  await until("nobody needs an input and all are gone", async () => inputs().length === 0);
  expect(await ask("GET", "/api/v1/inputs")).toMatchObject({ data: [] });
  const done = await ask("GET", `/api/v1/generations/${String(byName["id"])}`);
  expect(done).toMatchObject({ state: "succeeded", request: { image_url: uploaded["id"] } });
  // Its video stays.
  expect(storage.keys().filter((key) => key.endsWith(".mp4"))).toHaveLength(4);
  expect(
    await ask("POST", "/api/v1/generations", {
      model: "MiniMax-Hailuo-2.3",
      prompt: "late",
      image_url: uploaded["id"],
    }),
  ).toMatchObject({
    status: 400,
    errors: [{ field: "image_url", message: expect.stringMatching(/^names an input that is not there/) }],
  });
});
