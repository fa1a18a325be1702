import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { openWorld, textItem } from "../__fixtures__/dashboard-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

test("a video is served whole, in ranges as players ask, and to HEAD by its size alone", async () => {
  const out = await mkdtemp(join(tmpdir(), "hailuo-console-"));
  try {
    await using world = await openWorld(redisUrl, { env: { HAILUO_OUT: out } });
    await world.submit("b", [textItem("a sea", "sea"), textItem("none")]);
    const { id } = await world.begin();
    const path = `/api/generations/${id}/video`;
    expect((await world.fetch(path)).status).toBe(404);
    await world.finish(id, Buffer.from("0123456789"));
    const ask = async (init: RequestInit) => {
      const answer = await world.fetch(path, init);
      const { headers } = answer;
      return [answer.status, headers.get("content-length"), headers.get("content-range"), await answer.text()];
    };
    expect(await ask({})).toEqual([200, "10", null, "0123456789"]);
    expect(await ask({ headers: { range: "bytes=2-4" } })).toEqual([206, "3", "bytes 2-4/10", "234"]);
    expect(await ask({ headers: { range: "bytes=-3" } })).toEqual([206, "3", "bytes 7-9/10", "789"]);
    expect((await ask({ headers: { range: "bytes=10-" } })).slice(0, 3)).toEqual([416, "0", "bytes */10"]);
    expect(await ask({ method: "HEAD" })).toEqual([200, "10", null, ""]);
    expect(await ask({ method: "HEAD", headers: { range: "bytes=2-4" } })).toEqual([200, "10", null, ""]);
    const { headers } = await world.fetch(path, { method: "HEAD" });
    expect([headers.get("accept-ranges"), headers.get("content-type")]).toEqual(["bytes", "video/mp4"]);
    expect((await world.fetch("/api/generations/none/video", { method: "HEAD" })).status).toBe(400);
  } finally {
    await rm(out, { recursive: true });
  }
});
