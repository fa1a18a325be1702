import { expect, test } from "@jest/globals";
import type { AnswerCounts, RefusedTries } from "@hailuo-queue/contracts";
import fc from "fast-check";
import { decideRefusedAgain, type RefusedAgain, type RefusedTry } from "./decide-refused-again.ts";

const ACCOUNT = {
  refusal: { kind: "cooldown", secondOpinionMs: 2000 },
  effect: "paused",
  by: "provider",
  reached: true,
} as const;
const THROTTLE = { refusal: { kind: "cooldown" }, effect: "paused", by: "provider", reached: true } as const;
type Kind = Pick<RefusedTry, "refusal" | "effect" | "by" | "reached">;

/**
 * Tries of one generation, each after so many others were accepted and refused; ends with the first that is found
 * alone.
 */
function tryOn(
  kind: Kind,
  between: readonly (readonly [accepted: number, refused: number])[],
  start: AnswerCounts = { accepted: 50, refused: 7 },
) {
  let before: RefusedTries | undefined;
  let counts = start;
  const decisions: RefusedAgain[] = [];
  for (const [accepted, refused] of between) {
    counts = { accepted: counts.accepted + accepted, refused: counts.refused + refused + 1 };
    const decision = decideRefusedAgain({ ...kind, before, counts });
    decisions.push(decision);
    if (decision.type === "alone") break;
    before = decision.tries;
  }
  return decisions;
}

const last = (decisions: readonly RefusedAgain[]): RefusedAgain | undefined => decisions.at(-1);
const repeat = (times: number, accepted: number, refused: number) =>
  Array.from({ length: times }, () => [accepted, refused] as const);

test("a first refusal says nothing: it waits until the account works", () => {
  expect(tryOn(ACCOUNT, [[0, 0]])).toMatchObject([{ type: "aside", asideMs: 0, tries: { tries: 1, alone: 0 } }]);
});

test("refused each time while others are taken, it is alone after a few tries, each later than the one before", () => {
  const decisions = tryOn(ACCOUNT, repeat(20, 10, 0));
  expect(decisions.map((decision) => (decision.type === "aside" ? decision.asideMs : decision.type))).toEqual([
    0,
    5000,
    10_000,
    "alone",
  ]);
  expect(last(decisions)).toMatchObject({ acceptedMeanwhile: 30 });
});

test("of a throttle more is asked: many are refused by chance", () => {
  expect(tryOn(THROTTLE, repeat(20, 10, 0))).toHaveLength(5);
  expect(last(tryOn(THROTTLE, repeat(12, 1, 1)))?.type).toBe("aside");
});

test("while the account takes nobody, nobody is alone, however often it is tried", () => {
  expect(last(tryOn(ACCOUNT, repeat(500, 0, 3)))?.type).toBe("aside");
  expect(last(tryOn(ACCOUNT, [[0, 0], [20, 0], ...repeat(500, 0, 3)]))?.type).toBe("aside");
});

test("a firewall's page six times in a row is enough where the account took others before, and not where it never did", () => {
  const proxy = { ...ACCOUNT, by: "proxy" } as const;
  expect(tryOn(proxy, repeat(20, 0, 0))).toHaveLength(6);
  expect(last(tryOn(proxy, repeat(20, 0, 0), { accepted: 0, refused: 0 }))?.type).toBe("aside");
  expect(last(tryOn(proxy, repeat(20, 0, 1)))?.type).toBe("aside");
});

test.each([
  ["an account's refusal", ACCOUNT, [[0, 0]], 24],
  ["one of a model", { ...ACCOUNT, refusal: { kind: "model", secondOpinionMs: 2000 } }, [[0, 0]], 6],
  [
    "an account's, though others were taken after the first",
    ACCOUNT,
    [
      [0, 0],
      [1, 0],
    ],
    6,
  ],
  ["a throttle", THROTTLE, [[0, 0]], 1500],
] as const)(
  "the only one left at an account that took others before fails in the end: %s",
  (_what, kind, begin, most) => {
    const decisions = tryOn(kind, [...begin, ...repeat(2000, 0, 0)]);
    expect(decisions).toHaveLength(most);
    expect(last(decisions)?.type).toBe("alone");
  },
);

test("two that are refused each time, the last of a hundred, fail both", () => {
  expect(last(tryOn(ACCOUNT, [[0, 1], [98, 0], ...repeat(50, 0, 1)]))?.type).toBe("alone");
});

test("while others are refused beside it, where none was ever taken, and of what never got through, the only one left waits on", () => {
  expect(last(tryOn(ACCOUNT, repeat(2000, 0, 1)))?.type).toBe("aside");
  expect(last(tryOn(ACCOUNT, repeat(2000, 0, 0), { accepted: 0, refused: 0 }))?.type).toBe("aside");
  expect(last(tryOn({ ...THROTTLE, reached: false }, repeat(2000, 0, 0)))?.type).toBe("aside");
});

test("an input that cannot be read is waited for as a download is, an hour", () => {
  const decisions = tryOn({ ...THROTTLE, by: "storage" }, repeat(100, 5, 0));
  expect(decisions).toHaveLength(60);
  expect(
    decisions.reduce((sum, decision) => sum + (decision.type === "aside" ? decision.asideMs : 0), 0),
  ).toBeGreaterThan(50 * 60_000);
});

test("a throttle that refuses by chance, however harsh, fails hardly ever any", () => {
  const draw = (seed: number) => {
    let state = seed;
    return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000_000_000 }), fc.constantFrom(0.3, 0.5, 0.8), (seed, refusedShare) => {
      const random = draw(seed);
      let counts = { accepted: 0, refused: 0 };
      let before: RefusedTries | undefined;
      for (;;) {
        if (random() > refusedShare) return true;
        counts = { ...counts, refused: counts.refused + 1 };
        const decision = decideRefusedAgain({ ...THROTTLE, before, counts });
        if (decision.type === "alone") return false;
        before = decision.tries;
        // Others are tried until one is taken.
        while (random() < refusedShare) counts = { ...counts, refused: counts.refused + 1 };
        counts = { ...counts, accepted: counts.accepted + 1 };
      }
    }),
    { numRuns: 2000, seed: 1 },
  );
});
