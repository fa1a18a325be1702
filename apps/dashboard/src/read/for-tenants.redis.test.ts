import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type DashboardWorld, openWorld, textItem } from "../__fixtures__/dashboard-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const PASSWORD = "pass:wörd";

let world: DashboardWorld;
beforeAll(async () => {
  const env = { HAILUO_DASHBOARD_HOST: "127.0.0.1", HAILUO_DASHBOARD_PASSWORD: PASSWORD };
  world = await openWorld(redisUrl, { env });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("a tenant's key is told no paths of the server and no words of its storage", async () => {
  await world.producer.submitBatch([textItem("a"), textItem("b")], { batchId: "paths", tenant: "paths" });
  const [stored = "", lost = ""] = (await world.producer.list({ batchId: "paths" })).items.map(({ id }) => id);
  const admin = await world.signIn({ password: PASSWORD });
  const end = async (to: "succeeded" | "failed", changes: Parameters<typeof world.ledger.transition>[1]["changes"]) => {
    const { id } = await world.begin();
    await world.ledger.transition(id, { from: ["creating"], to: "generating", changes: { taskId: "t" } });
    await world.ledger.transition(id, { from: ["generating"], to: "downloading", changes: { fileId: "1" } });
    await world.ledger.transition(id, { from: ["downloading"], to, changes: { ...changes }, stamp: ["endedAt"] });
  };
  await world.ledger.placeBatch("paths", { host: "secrethost", location: "file:///srv/secret/out/" }, { move: true });
  await end("succeeded", { video: { location: "file:///srv/secret/v.mp4", bytes: 1, sha256: "0".repeat(64) } });
  const message = "http://s3.secret:7070 refused a request for the bucket";
  await end("failed", { error: { code: "download_storage", stage: "download", message } });
  const session = await world.signIn({ key: await world.key("paths", "submit") });
  for (const path of [
    "/api/overview.json",
    "/api/find",
    "/api/batches/paths",
    `/api/generations/${stored}`,
    `/api/generations/${lost}`,
    `/api/generations/${stored}/video`,
  ]) {
    const { body } = await session.get(path);
    expect([path, JSON.stringify(body)]).toEqual([path, expect.not.stringContaining("secret")]);
  }
  const preview = { where: "batch=paths", action: "retry" };
  expect(JSON.stringify((await session.act("bulk.preview", preview)).body)).not.toContain("secret");
  expect(JSON.stringify((await admin.get("/api/batches/paths")).body)).toContain("s3.secret");
  expect((await session.get(`/api/generations/${lost}`)).body).toMatchObject({
    explanation: { because: expect.stringContaining("download_storage") },
  });
});
