import { expect, test } from "@jest/globals";
import { createPollWaker, type PollJob } from "./poll-waker.ts";

type Answer = "woken" | "running" | "absent" | "denied";

function open(answer: (call: number) => Answer | Error) {
  const calls: { readonly job: PollJob; readonly claimed: boolean }[] = [];
  const errors: unknown[] = [];
  const counts: Record<string, number> = {};
  let nowMs = 0;
  const waker = createPollWaker({
    queue: {
      wake: async (_stage, job, mayWake) => {
        calls.push({ job, claimed: mayWake !== undefined });
        const given = answer(calls.length);
        if (given instanceof Error) throw given;
        return given;
      },
    },
    claim: async () => true,
    now: () => nowMs,
    count: (result) => void (counts[result] = (counts[result] ?? 0) + 1),
    onError: (error) => errors.push(error),
  });
  return { waker, calls, counts, errors, pass: (ms: number) => void (nowMs += ms) };
}

const job = (number: number): PollJob => ({ generationId: `gen_${number}`, run: 1 });

test("a flood costs no more looks than a burst of 300 and 30 a second, and later callbacks pass again", async () => {
  const { waker, calls, counts, pass } = open(() => "absent");
  for (let number = 0; number < 10_000; number += 1) waker.wake(job(number));
  expect(calls).toHaveLength(300);
  pass(1000);
  for (let number = 0; number < 10_000; number += 1) waker.wake(job(number));
  expect(calls).toHaveLength(330);
  await waker.close();
  expect(counts).toEqual({ absent: 330, dropped: 19_670 });
});

test("a clock that jumps back takes nothing away", () => {
  const { waker, calls, pass } = open(() => "absent");
  for (let number = 0; number < 400; number += 1) waker.wake(job(number));
  pass(-60_000);
  waker.wake(job(1));
  expect(calls).toHaveLength(300);
  pass(1000);
  waker.wake(job(1));
  expect(calls).toHaveLength(301);
});

test("a poll that runs in this moment is woken once more after it, without another claim", async () => {
  const { waker, calls } = open((call) => (call === 1 ? "running" : "woken"));
  waker.wake(job(1));
  while (calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(calls).toEqual([
    { job: job(1), claimed: true },
    { job: job(1), claimed: false },
  ]);
  await waker.close();
});

test("closing waits for nobody's next try, and nothing is begun after it", async () => {
  const { waker, calls } = open(() => "running");
  waker.wake(job(1));
  await waker.close();
  waker.wake(job(2));
  expect(calls).toHaveLength(1);
});

test("a Redis that is away is told, and ends nothing", async () => {
  const { waker, errors } = open(() => new Error("away"));
  waker.wake(job(1));
  waker.wake(job(2));
  await waker.close();
  expect(errors).toHaveLength(2);
});
