import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { expectCleanBooks } from "./stand/books.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { readResults } from "./stand/stored-videos.ts";
import { startWorker } from "./stand/workers.ts";

const renamed = textPrompts(4).map((item, at) => ({ ...item, custom_id: `other-${at}` }));
const NEW = { custom_id: "new", model: "MiniMax-Hailuo-2.3", prompt: "A kite" };

test.concurrent("a file that was saved under another name buys nothing before its user says that it is meant", async () => {
  await using stand = await openStand();
  const first = await stand.write("spring.jsonl", jsonLines(textPrompts(4)));
  expect((await stand.run(["run", first, "--batch", "spring", "--out", "one"])).code).toBe(0);
  const second = await stand.write("spring-v2.jsonl", jsonLines([...renamed, NEW]));
  const command = ["run", second, "--batch", "v2", "--out", "two"];

  const refused = await stand.run(command);
  expect(refused).toMatchObject({ code: 2, stdout: expect.not.stringContaining("succeeded") });
  expect(refused.stderr).toMatch(
    /4 of 5 requests are made or under way already: 4 in batch spring\. Leaving them out saves up to \$\d.*Nothing was enqueued: --only-new .* --again/,
  );
  const machine = await stand.run([...command, "--json"]);
  expect(machine.code).toBe(2);
  expect(machine.json.find(({ type }) => type === "error")).toMatchObject({
    code: "made_before",
    wanted: 5,
    twins: 4,
    twins_usd: expect.any(Number),
    twin_batches: [{ batch: "spring", count: 4 }],
  });
  expect(machine.json.at(-1)).toMatchObject({ type: "summary", total: 0 });
  expect((await stand.run(["status", "--json"])).json.filter(({ type }) => type === "batch")).toHaveLength(1);
  expect(stand.simulator.stats().accepted).toBe(4);

  const told = await stand.run([...command, "--dry-run"]);
  expect(told).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /4 of 5 requests are made or under way already.*To run it, add --only-new .* or --again/,
    ),
  });
  expect((await stand.run([...command, "--dry-run", "--json"])).json.at(-1)).toMatchObject({
    type: "dry_run",
    total: 5,
    twins: 4,
  });

  const left = await stand.run([...command, "--only-new", "--json"]);
  expect(left.json.at(-1)).toMatchObject({ total: 1, succeeded: 1 });
  expect((await readResults(join(stand.directory, "two"))).map(({ custom_id }) => custom_id)).toEqual(["new"]);
  expectCleanBooks(stand.simulator);

  const meant = await stand.run([...command, "--again", "--json"]);
  expect(meant.json.at(-1)).toMatchObject({ total: 5, succeeded: 5 });
  expect(stand.simulator.stats().accepted).toBe(9);
  // What stands in the batch is no news, and asks for no word.
  expect((await stand.run([...command, "--json"])).json.at(-1)).toMatchObject({ total: 5, succeeded: 5 });
  const none = await stand.write("v3.jsonl", jsonLines(renamed));
  expect(await stand.run(["run", none, "--only-new"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("There is nothing left to make"),
  });
  expect(await stand.run(["run", none, "--only-new", "--again"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("use one of them"),
  });
  expect(stand.simulator.stats().accepted).toBe(9);
});

test.concurrent("a submit for workers tells it likewise, and each tenant of its own alone", async () => {
  await using stand = await openStand();
  await shareRedis(stand);
  const workers = await startWorker(stand, "all");
  const file = await stand.write("spring.jsonl", jsonLines(textPrompts(2)));
  expect((await stand.run(["submit", file, "--batch", "spring", "--tenant", "acme"])).code).toBe(0);

  // Under way counts as well: it is bought, or will be.
  const again = await stand.run(["submit", file, "--batch", "summer", "--tenant", "acme"]);
  expect(again).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/2 of 2 requests are made or under way already: 2 in batch spring/),
  });
  expect(
    (await stand.run(["submit", file, "--batch", "of-other", "--tenant", "other", "--json"])).json.at(-1),
  ).toMatchObject({
    type: "submitted",
    batch: "of-other",
    total: 2,
    created: 2,
    existing: 0,
  });
  const meant = await stand.run(["submit", file, "--batch", "summer", "--tenant", "acme", "--again", "--json"]);
  expect(meant.json.at(-1)).toMatchObject({ created: 2, twins: 2 });
  for (const batch of ["spring", "of-other", "summer"]) await stand.run(["watch", batch]);
  expect(stand.simulator.stats().accepted).toBe(6);
  workers.process.signal("SIGTERM");
  await workers.process.ended;
});

test.concurrent("what failed or was cancelled is wanted again without a word", async () => {
  await using stand = await openStand();
  const items = [{ custom_id: "flagged", model: "MiniMax-Hailuo-2.3", prompt: "something [[flagged]]" }];
  const first = await stand.write("one.jsonl", jsonLines(items));
  expect((await stand.run(["run", first, "--batch", "one"])).code).toBe(1);
  const second = await stand.write("two.jsonl", jsonLines(items));
  expect((await stand.run(["run", second, "--batch", "two", "--json"])).json.at(-1)).toMatchObject({
    total: 1,
    failed: 1,
  });
});
