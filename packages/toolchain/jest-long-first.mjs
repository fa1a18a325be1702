/* oxlint-disable import/no-default-export -- jest calls the default export */
import TestSequencer from "@jest/test-sequencer";

/**
 * They take seconds each, whatever their files' sizes, which is all that jest knows of tests that it has not yet run
 * here.
 */
const LONG = [/\.e2e\.test\.ts$/, /packages\/local\//, /\.redis\.test\.ts$/];

/** Long ones first: one that begins last keeps all others waiting. */
export default class LongFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    const placeOf = ({ path }) => [...LONG, /./].findIndex((kind) => kind.test(path));
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
