import { expect, test } from "@jest/globals";
import { findRedisServer, startPrivateRedis } from "@hailuo-queue/local";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";

/** Nobody waits so long: each ends because Redis goes on. */
const WAIT = { HAILUO_REDIS_WAIT_MS: "600000" };
const NOTE = "gives no answer; waiting for it, up to 600 s";

test("a command says that it waits for a Redis that stands still, and goes on with it; JSON stays clean", async () => {
  await using stand = await openStand();
  await using redis = await startPrivateRedis({ server: await findRedisServer({ allowFetch: true }) });
  stand.env["REDIS_URL"] = redis.url;
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(3)));

  process.kill(redis.pid, "SIGSTOP");
  // What looks, what changes and what reads the audit open Redis in three ways.
  const lines = [
    ["status", "--json"],
    ["submit", file, "--json"],
    ["tenants", "pause", "studio"],
    ["audit", "--json"],
    ["explain", "gen_1", "--json"],
  ];
  const commands = lines.map((words) => stand.start(words, { env: WAIT }));
  for (const command of commands) await command.line((line) => line.includes(NOTE));
  process.kill(redis.pid, "SIGCONT");

  const ends = await Promise.all(commands.map(({ ended }) => ended));
  // There is no such tenant, and no such generation.
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 2, 0, 2]);
  for (const [at, { stdout, stderr, json }] of ends.entries()) {
    if (lines[at]?.includes("--json") === true)
      expect(json).toHaveLength(stdout.split("\n").filter((line) => line !== "").length);
    expect(stderr.split(NOTE)).toHaveLength(2);
  }
  expect(ends[1]?.json).toContainEqual(expect.objectContaining({ type: "submitted", created: 3 }));
});
