import { expect, test } from "@jest/globals";
import { jsonLines, openStand, type Stand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { listenSilently } from "./stand/silent-server.ts";

/** Nobody listens there, and no process of a user may begin to. */
const NOBODY = "127.0.0.1:1";

async function withPrompts(stand: Stand): Promise<string> {
  return stand.write("boats.jsonl", jsonLines(textPrompts(3)));
}

test.concurrent.each(["refuses connections", "hangs"] as const)(
  "every command says soon that a Redis that %s cannot be used",
  async (how) => {
    await using stand = await openStand();
    const file = await withPrompts(stand);
    const place = how === "hangs" ? `127.0.0.1:${await listenSilently(stand)}` : NOBODY;
    stand.env["REDIS_URL"] = `redis://:hidden-password@${place}`;
    const why =
      how === "hangs"
        ? String.raw`\(it takes connections, but gave no answer within 3000 ms\); see whether it hangs`
        : String.raw`\(.*ECONNREFUSED.*\); start Redis there, or set REDIS_URL`;
    const commands = [
      ["submit", file],
      ["status"],
      ["watch", "boats"],
      ["list"],
      ["get", "gen_1"],
      ["cancel", "gen_1"],
      ["run", file],
    ];

    // All at once: they wait for three seconds each.
    await Promise.all(
      commands.map(async (words) => {
        const { code, stderr, stdout } = await stand.run(words);
        expect({ words, code }).toEqual({ words, code: 2 });
        expect(stderr).toMatch(new RegExp(`^error: Redis at redis://${place} cannot be used ${why}`, "m"));
        expect(stderr + stdout).not.toContain("hidden-password");
      }),
    );
    expect(stand.simulator.stats().requests["create"]).toBeUndefined();
  },
);

test.concurrent("run buys nothing when its storage cannot be written", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  const file = await withPrompts(stand);
  const s3 = { S3_ENDPOINT: `http://${NOBODY}`, AWS_ACCESS_KEY_ID: "e2e", AWS_SECRET_ACCESS_KEY: "e2e-secret-e2e" };
  await stand.write("a-file", "");
  const silent = { ...s3, S3_ENDPOINT: `http://127.0.0.1:${await listenSilently(stand)}` };

  const unreachable = await stand.run(["run", file, "--out", "s3://videos"], { env: s3 });
  const noDirectory = await stand.run(["run", file, "--out", "a-file"]);
  const hanging = await stand.run(["run", file, "--out", "s3://videos"], { env: silent });

  expect(unreachable).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(new RegExp(`${NOBODY}.*cannot be reached.*S3_ENDPOINT`)),
  });
  expect(noDirectory).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: The directory .*a-file\/ cannot be written: .*choose another directory/m),
  });
  expect(hanging).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/did not answer within 5 s .*; .*S3_ENDPOINT/),
  });
  expect(await redis.size()).toBe(0);
  expect(stand.simulator.stats().accepted).toBe(0);
});

test.concurrent.each(["minimax-v1", "documented", "legacy-v3"] as const)(
  "a wrong key at a %s server is said before anything is enqueued",
  async (dialect) => {
    await using stand = await openStand({ dialects: [dialect], apiKeys: ["another key"] });
    const redis = await shareRedis(stand);
    const file = await withPrompts(stand);

    const { code, stderr } = await stand.run(["run", file]);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*MINIMAX_API_KEY.*MINIMAX_BASE_URL/m);
    expect(await redis.size()).toBe(0);
    expect(stand.simulator.stats().requests["create"]).toBeUndefined();
    const machine = await stand.run(["run", file, "--json"]);
    expect(machine).toMatchObject({
      code: 2,
      json: [
        { type: "error", code: "key_refused" },
        { type: "summary", total: 0 },
      ],
    });
  },
);

test.concurrent("a provider that is away, hangs or is no video API is said before anything is enqueued", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  const storage = await shareStorage(stand);
  const file = await withPrompts(stand);
  const places = [
    [`http://${NOBODY}`, "ECONNREFUSED"],
    [`http://127.0.0.1:${await listenSilently(stand)}`, "within 3 s"],
    [storage.server.endpoint, "speaks none of the known dialects"],
  ] as const;

  for (const [MINIMAX_BASE_URL, why] of places) {
    const { code, stderr } = await stand.run(["run", file], { env: { MINIMAX_BASE_URL } });
    expect({ MINIMAX_BASE_URL, code }).toEqual({ MINIMAX_BASE_URL, code: 2 });
    expect(stderr).toMatch(new RegExp(`^error: .*${why}.*MINIMAX_BASE_URL`, "m"));
  }
  expect(await redis.size()).toBe(0);
});
