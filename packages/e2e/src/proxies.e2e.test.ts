import { expect, test } from "@jest/globals";
import { startProxy } from "@hailuo-queue/testkit";
import { expectCleanBooks } from "./stand/books.ts";
import { examine } from "./stand/examine.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";

test("a provider that only a proxy knows sells and delivers through it, and doctor shows both roads", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  const { host } = new URL(stand.simulator.url);
  await using proxy = await startProxy({ hosts: { "provider.invalid": host }, login: "user:pass" });
  const env = { MINIMAX_BASE_URL: "http://provider.invalid", HTTP_PROXY: proxy.url, NO_PROXY: "" };

  const doctor = await examine(stand, { words: ["--json"], env });
  expect(doctor.json).toContainEqual(
    expect.objectContaining({
      what: "downloads",
      // A warning where this machine is slow.
      status: expect.stringMatching(/^(ok|warn)$/),
      detail: expect.stringMatching(/^provider\.invalid is reached through the proxy/),
    }),
  );
  expect(doctor.stdout).not.toContain("pass@");

  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(3)));
  const end = await stand.run(["run", file, "--json"], { env });
  expect(end.json.at(-1)).toMatchObject({ type: "summary", succeeded: 3, warnings: {} });
  const roads = ["POST http://provider.invalid/v1/video_generation", "GET http://provider.invalid/cdn/"];
  for (const road of roads) expect(proxy.seen.filter((line) => line.startsWith(road))).toHaveLength(3);
  expectCleanBooks(stand.simulator);
});

test("a proxy that is away, and one that is not spoken, are told before anything is bought", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(1)));
  const base = { MINIMAX_BASE_URL: "http://provider.invalid", NO_PROXY: "" };
  const doctor = await stand.run(["doctor", "--json"], { env: { ...base, HTTP_PROXY: "http://127.0.0.1:1" } });
  expect(doctor.json).toContainEqual(
    expect.objectContaining({ what: "downloads", status: "fail", cure: expect.stringContaining("NO_PROXY") }),
  );
  const socks = await stand.run(["run", file], { env: { ...base, ALL_PROXY: "socks5://u:topsecret@127.0.0.1:1080" } });
  expect(socks).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/ALL_PROXY names a proxy of the kind socks5:\/\//),
  });
  expect(socks.stderr).not.toContain("topsecret");
  expect(stand.simulator.stats().accepted).toBe(0);
});
