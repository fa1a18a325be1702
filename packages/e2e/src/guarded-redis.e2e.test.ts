import { expect, test } from "@jest/globals";
import { expectCleanBooks } from "./stand/books.ts";
import { examine } from "./stand/examine.ts";
import { shareGuardedRedis } from "./stand/guarded-redis.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { startWorker } from "./stand/workers.ts";

/** Which Node runs the test, and how busy this machine is. */
const OF_THIS_MACHINE = new Set<unknown>(["node", "redis speed"]);

test("the whole chain works over TLS as a user who may touch our keys only, and one that may not is told so", async () => {
  await using stand = await openStand();
  await shareGuardedRedis(stand);
  await shareStorage(stand);
  const doctor = await examine(stand, { words: ["--json"] });
  const faults = doctor.json.filter(
    ({ type, what, status, detail }) =>
      type === "check" && status !== "ok" && !OF_THIS_MACHINE.has(what) && !/, but slowly: /.test(String(detail)),
  );
  expect(faults).toEqual([]);

  await startWorker(stand, "all");
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(3)));
  await stand.run(["submit", file, "--batch", "boats"]);
  const watched = await stand.run(["watch", "boats", "--json"]);
  expect(watched.json.at(-1)).toMatchObject({ type: "summary", total: 3, succeeded: 3 });
  expect((await stand.run(["accounts", "--json"])).code).toBe(0);
  const [first] = (await stand.run(["list", "--json"])).json;
  expect((await stand.run(["explain", String(first?.["id"]), "--json"])).code).toBe(0);
  expectCleanBooks(stand.simulator);

  const url = (stand.env["REDIS_URL"] ?? "").replace("s3cr", "wrong");
  const refused = await stand.run(["list"], { env: { REDIS_URL: url } });
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain("check the user and password in REDIS_URL");
  expect(refused.stderr).not.toContain("wrong");
  const untrusted = await stand.run(["list"], { env: { NODE_EXTRA_CA_CERTS: "" } });
  expect(untrusted.code).not.toBe(0);
});
