import { expect, test } from "@jest/globals";
import type { AdmissionResult, Grant } from "@hailuo-queue/contracts";
import { createDispatcher } from "./dispatcher.ts";

function grantOf(number: number): Grant {
  return { generationId: `g${number}`, batchId: "b", run: number, account: "default" };
}

/**
 * A dispatcher whose admission answers with these, one a call; the run is stopped when they are used up and it sleeps.
 */
async function runThrough(answers: (AdmissionResult | Error)[]): Promise<readonly string[]> {
  const said: string[] = [];
  const stop = new AbortController();
  const dispatcher = createDispatcher({
    admission: {
      admit: async () => {
        const answer = answers.shift() ?? { grants: [], backlogEmpty: true };
        if (answer instanceof Error) {
          // Stopped, so that it does not pause as it would in life.
          if (answers.length === 0) stop.abort();
          throw answer;
        }
        said.push(`admitted ${answer.grants.length}`);
        return answer;
      },
      waitForWake: async (timeoutMs) => {
        said.push(`sleeps ${timeoutMs} ms`);
        if (answers.length === 0) stop.abort();
      },
    },
    queue: {
      add: async (stage, jobs) =>
        void said.push(
          `${stage}: ${jobs.length > 2 ? jobs.length : jobs.map(({ generationId }) => generationId).join(", ")}`,
        ),
    },
    onError: (error) => void said.push(String(error)),
  });
  await dispatcher.run(stop.signal);
  return said;
}

test("each grant gets its create job before the dispatcher sleeps, and the sleep ends when a window opens", async () => {
  const said = await runThrough([
    { grants: [grantOf(1), grantOf(2)], backlogEmpty: false, nextInMs: 5 },
    { grants: [], backlogEmpty: false },
  ]);
  expect(said).toEqual(["admitted 2", "create: g1, g2", "sleeps 5 ms", "admitted 0", "sleeps 2000 ms"]);
});

test("a full helping is followed by the next without a sleep", async () => {
  const full = Array.from({ length: 200 }, (_, number) => grantOf(number));
  const said = await runThrough([
    { grants: full, backlogEmpty: false },
    { grants: [grantOf(201)], backlogEmpty: true },
  ]);
  expect(said).toEqual(["admitted 200", "create: 200", "admitted 1", "create: g201", "sleeps 2000 ms"]);
});
