import { expect, test } from "@jest/globals";
import { expectCleanBooks } from "./stand/books.ts";
import { findFiles } from "./__fixtures__/repository.ts";
import { openStand, type Stand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { runExample } from "./stand/run-example.ts";
import { startWorker } from "./stand/workers.ts";

/** Redis, workers and a gateway, with a key of the tenant studio. */
async function serve(stand: Stand): Promise<{ readonly url: string; readonly key: string }> {
  await shareRedis(stand);
  await startWorker(stand, "all");
  const gateway = stand.start(["gateway", "--port", "0", "--json"], { env: { HAILUO_WEBHOOK_ALLOW_PRIVATE: "true" } });
  const url = String((await gateway.jsonLine(({ type }) => type === "gateway"))["url"]);
  const { stdout } = await stand.run(["keys", "create", "--tenant", "studio"]);
  return { url, key: stdout.trim() };
}

test("examples/producer.ts enqueues two videos and waits for them; run again, it buys nothing", async () => {
  await using stand = await openStand();
  await shareRedis(stand);
  await startWorker(stand, "all");
  const first = await runExample(stand, ["examples/producer.ts"]).ended;
  expect(first).toMatch(
    /order-4711: created as gen_.*\norder-4712: created as gen_.*\norder-4711: succeeded .*\.mp4\norder-4712: succeeded .*\.mp4\n$/,
  );
  expect(await runExample(stand, ["examples/producer.ts"]).ended).toContain("order-4711: existing as gen_");
  expect(stand.simulator.stats().accepted).toBe(2);
  expectCleanBooks(stand.simulator);
});

test("examples/client.ts makes a batch over HTTP and reads its results", async () => {
  await using stand = await openStand();
  const { url, key } = await serve(stand);
  const printed = await runExample(stand, ["examples/client.ts", url], { HAILUO_KEY: key }).ended;
  expect(printed).toMatch(
    /^3 items sent, 0 invalid\nthe batch has ended\nshot-1 succeeded.*\nshot-2 succeeded.*\nshot-3 succeeded.*\n$/,
  );
  expectCleanBooks(stand.simulator);
});

test("examples/webhook-receiver.ts is told of a video, and refuses what is not signed", async () => {
  await using stand = await openStand();
  const { url, key } = await serve(stand);
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const made = await fetch(`${url}/api/v1/webhooks/secret`, {
    method: "POST",
    headers: { authorization: headers.authorization },
  });
  const { secret } = (await made.json()) as { readonly secret: string };
  const receiver = runExample(stand, ["examples/webhook-receiver.ts", "0"], { WEBHOOK_SECRET: secret });
  const [, port] = /"port":(\d+)/.exec(await receiver.line(/^listening/))!;
  const hook = `http://127.0.0.1:${port}/`;
  expect((await fetch(hook, { method: "POST", body: "{}" })).status).toBe(401);
  await fetch(`${url}/api/v1/generations`, {
    method: "POST",
    headers,
    body: JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm", webhook: hook }),
  });
  await receiver.line(/^generation\.succeeded gen_\S+ succeeded$/);
});

test("examples/simulator.test.ts passes", async () => {
  await using stand = await openStand();
  expect(await runExample(stand, ["--test", "examples/simulator.test.ts"]).ended).toMatch(/pass 1\b[\s\S]*fail 0\b/);
});

test("every example has a test here", () => {
  expect(findFiles(/^examples\/.*\.ts$/)).toEqual(
    ["client", "producer", "simulator.test", "webhook-receiver"].map((name) => `examples/${name}.ts`),
  );
});
