import { request } from "node:http";
import { expect, test } from "@jest/globals";
import { openWorld } from "./__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

test("without keys everybody on this machine is the admin of the tenant default, and a stranger's web page is nobody", async () => {
  await using world = await openWorld(redisUrl, { HAILUO_GATEWAY_AUTH: "off" });
  const made = await world.call("POST", "/api/v1/batches", undefined, {});
  expect(made.status).toBe(201);
  expect((await world.call("GET", "/api/v1/accounts", undefined)).status).toBe(200);
  expect((await world.call("GET", "/api/v1/diagnosis", undefined)).body).toMatchObject({
    object: "diagnosis",
    standing: "idle",
    troubles: [],
  });
  const foreign = await world.call("POST", `/api/v1/batches/${String(made.body["id"])}/items`, undefined, "a prompt", {
    "content-type": "text/plain",
    "sec-fetch-site": "cross-site",
  });
  expect([foreign.status, foreign.body["code"]]).toEqual([403, "foreign_origin"]);
  // fetch sets the Host header itself.
  const { hostname, port } = new URL(world.url);
  const rebound = await new Promise<number | undefined>((resolve, reject) => {
    request({ hostname, port, path: "/api/v1/generations", headers: { host: "stranger.example" } }, (answer) =>
      resolve(answer.resume().statusCode),
    )
      .on("error", reject)
      .end();
  });
  expect(rebound).toBe(403);
});

test("without keys it does not listen beyond this machine", async () => {
  const env = { HAILUO_GATEWAY_AUTH: "off", HAILUO_GATEWAY_HOST: "0.0.0.0" };
  await expect(openWorld(redisUrl, env)).rejects.toThrow(/HAILUO_GATEWAY_AUTH=off serves everybody/);
});
