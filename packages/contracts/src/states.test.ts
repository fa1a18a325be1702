import { expect, test } from "@jest/globals";
import { canMove, END_STATES, GENERATION_STATES, holdsSlot, TRANSITIONS } from "./states.ts";

test("every state can be reached from queued and can reach an end", () => {
  const reachable = new Set(["queued"]);
  for (let round = 0; round < GENERATION_STATES.length; round += 1) {
    for (const from of GENERATION_STATES)
      if (reachable.has(from)) for (const to of TRANSITIONS[from]) reachable.add(to);
  }
  expect([...reachable].toSorted()).toEqual([...GENERATION_STATES].toSorted());
  const ending = new Set<string>(END_STATES);
  for (let round = 0; round < GENERATION_STATES.length; round += 1) {
    for (const from of GENERATION_STATES) if (TRANSITIONS[from].some((to) => ending.has(to))) ending.add(from);
  }
  expect(ending.size).toBe(GENERATION_STATES.length);
});

test("no end state holds a slot, and a bought task is never sent back to be bought again by itself", () => {
  for (const state of END_STATES) expect(holdsSlot(state)).toBe(false);
  expect(canMove("generating", "queued")).toBe(false);
  expect(canMove("overdue", "queued")).toBe(false);
  expect(canMove("downloading", "queued")).toBe(false);
});
