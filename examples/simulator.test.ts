// A test of your own against the simulated provider: it starts one, makes it misbehave, runs your code, and asks its
// books what was bought. Here "your code" is `hailuo run`.
//
//   npx tsx --test examples/simulator.test.ts
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startSimulator } from "@hailuo-queue/simulator";

const HAILUO = fileURLToPath(new URL("../apps/cli/bin/hailuo.mjs", import.meta.url));

await test("a refused create and a failed query cost time, but buy no second video", async (t) => {
  const simulator = await startSimulator({
    lifetime: { fixedMs: 200 },
    // The first create is refused for its rate limit (1002); the third status query fails.
    faults: {
      script: [
        { nth: 1, fault: "create1002" },
        { nth: 3, fault: "query500" },
      ],
    },
  });
  t.after(() => simulator.close());
  const directory = await mkdtemp(join(tmpdir(), "hailuo-example-"));
  t.after(() => rm(directory, { recursive: true, force: true }));

  const run = promisify(execFile)(process.execPath, [HAILUO, "run", "-", "--json"], {
    cwd: directory,
    env: {
      ...process.env,
      REDIS_URL: "",
      MINIMAX_API_KEY: "any",
      MINIMAX_BASE_URL: simulator.url,
      HAILUO_POLL_MIN_MS: "50",
      HAILUO_POLL_MAX_MS: "100",
    },
  });
  run.child.stdin?.end("A paper boat in the rain\nA lighthouse in a storm\n");
  const { stdout } = await run;

  const summary = JSON.parse(stdout.trim().split("\n").at(-1)!) as { readonly succeeded: number };
  assert.equal(summary.succeeded, 2);
  const { accepted, duplicateAccepts } = simulator.stats();
  assert.deepEqual({ accepted, duplicateAccepts }, { accepted: 2, duplicateAccepts: 0 });
});
