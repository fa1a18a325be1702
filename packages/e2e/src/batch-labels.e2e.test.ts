import { afterEach, expect, test } from "@jest/globals";
import { openStand, type Stand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";

const stands: Stand[] = [];
afterEach(async () => {
  for (const stand of stands.splice(0)) await stand[Symbol.asyncDispose]();
});

async function openQueue(): Promise<Stand> {
  const stand = await openStand();
  stands.push(stand);
  await shareRedis(stand);
  await stand.write("prompts.txt", "A lighthouse in a storm\nA harbour at dawn\n");
  return stand;
}

async function batches(
  stand: Stand,
  ...words: readonly string[]
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { stdout } = await stand.run(["batches", "list", "--json", ...words]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .filter(({ type }) => type === "batch");
}

test("a batch is called as its user calls it, found by that, and called otherwise later", async () => {
  const stand = await openQueue();
  const labels = ["--name", "Spring campaign", "--tag", "team=video", "--tag", "season=spring", "--meta", "order=17"];
  expect((await stand.run(["submit", "prompts.txt", "--batch", "spring", ...labels])).code).toBe(0);
  expect((await stand.run(["submit", "prompts.txt", "--batch", "autumn", "--again"])).code).toBe(0);
  const told = {
    batch: "spring",
    name: "Spring campaign",
    tags: { team: "video", season: "spring" },
    metadata: { order: 17 },
    progress: 0,
  };
  expect(await batches(stand, "--tag", "team=video", "--tag", "season=spring")).toMatchObject([told]);
  expect(await batches(stand, "--name", "Spring campaign")).toMatchObject([told]);
  expect(await batches(stand, "--tag", "team=sound")).toEqual([]);
  expect((await batches(stand)).map(({ name }) => name)).toEqual([null, "Spring campaign"]);
  expect((await stand.run(["status", "--name", "Spring campaign"])).stdout).toContain(
    "Spring campaign (team=video, season=spring)",
  );
  // Submitted again without words, it keeps those that it has.
  await stand.run(["submit", "prompts.txt", "--batch", "spring"]);
  expect((await stand.run(["batches", "set", "spring", "--tag", "team=sound"])).code).toBe(0);
  expect(await batches(stand, "--tag", "team=sound")).toMatchObject([{ ...told, tags: { team: "sound" } }]);
});

test("`hailuo run` labels its batch before anything is bought, and buys nothing with labels that it cannot keep", async () => {
  const stand = await openQueue();
  const refused = await stand.run(["run", "prompts.txt", "--batch", "spring", "--tag", "a b=1", "--yes"]);
  expect([refused.code === 0, refused.stderr]).toEqual([false, expect.stringContaining("tags has a key")]);
  expect(stand.creates).toEqual([]);
  const ran = await stand.run(["run", "prompts.txt", "--batch", "spring", "--name", "Spring", "--yes"]);
  expect(ran.code).toBe(0);
  expect(await batches(stand, "--name", "Spring")).toMatchObject([{ batch: "spring", succeeded: 2, progress: 1 }]);
});
