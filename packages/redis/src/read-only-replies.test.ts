import { expect, test } from "@jest/globals";
import { createReadOnlyPolicy } from "./read-only-replies.ts";

const READONLY = new Error("READONLY You can't write against a read only replica.");

function policy(waits: boolean): { readonly after: (ms: number) => unknown; readonly told: Error[] } {
  let now = 0;
  const told: Error[] = [];
  const decide = createReadOnlyPolicy({ waits, now: () => now }, (error) => told.push(error));
  return {
    told,
    after(ms) {
      now += ms;
      return decide(READONLY);
    },
  };
}

test("a client sends again for a moment, as a failover may be under way, and then is told", () => {
  const { after } = policy(false);
  expect([after(0), after(700), after(700), after(700), after(700)]).toEqual([2, 2, 2, 1, 1]);
  // Later it is another failover.
  expect([after(60_000), after(1400), after(200)]).toEqual([2, 2, 1]);
});

test("a worker sends again for as long as it takes, and somebody is told each time", () => {
  const { after, told } = policy(true);
  expect([after(0), after(3000), after(600_000)]).toEqual([2, 2, 2]);
  expect(told).toHaveLength(3);
});

test("other refusals are none of its business", () => {
  expect(createReadOnlyPolicy({ waits: true })(new Error("OOM command not allowed"))).toBe(false);
});
