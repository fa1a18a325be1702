/* oxlint-disable import/no-default-export, node/no-process-env -- in the place of a library that has one */
// @boundaries-ignore the name by which Jest finds the library behind this stand-in
import fc from "fast-check-itself";

/**
 * fast-check as tests get it: without a seed of their own it draws the same in every run, so that a run fails by what
 * was changed and not by what was drawn. `HAILUO_TEST_SEED=7` draws otherwise.
 */
fc.configureGlobal({ seed: Number(process.env["HAILUO_TEST_SEED"] ?? 20_261_130) });

// @boundaries-ignore the same
export * from "fast-check-itself";
export default fc;
