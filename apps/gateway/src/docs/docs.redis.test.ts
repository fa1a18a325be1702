import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { parseHTML } from "linkedom";
import { openWorld } from "../__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

test("the first call of the page works as it is pasted, and anybody may read the page", async () => {
  await using world = await openWorld(redisUrl);
  const answer = await world.fetch("/api/v1/docs", undefined);
  expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
  const { document } = parseHTML(await answer.text());
  const call = document.querySelector("#first-call")?.textContent ?? "";
  const env = { PATH: process.env["PATH"] ?? "", HAILUO_KEY: await world.key("reader") };
  const { stdout } = await promisify(execFile)("sh", ["-c", call], { env });
  expect(JSON.parse(stdout)).toMatchObject({ object: "generation", state: "queued" });
  expect((await world.fetch("/api/v1/docs/", undefined, { method: "HEAD" })).status).toBe(200);
  // A host name that is none is not repeated.
  const odd = await world.call("GET", "/api/v1/docs", undefined, undefined, { host: "a.example.com/<script>" });
  expect(odd.text).not.toContain("<script>");
});
