import preset from "./packages/toolchain/jest-preset.mjs";

export default {
  ...preset,
  rootDir: ".",
  roots: ["<rootDir>/packages", "<rootDir>/apps"],
  globalSetup: "<rootDir>/packages/local/jest/global-setup.mjs",
  globalTeardown: "<rootDir>/packages/local/jest/global-teardown.mjs",
  testSequencer: "<rootDir>/packages/toolchain/jest-long-first.mjs",
  // Guards against what hangs, no measures: a machine may stand still for a while in any test, and in each of a test's steps.
  testTimeout: 600_000,
  workerGracefulExitTimeout: 60_000,
  openHandlesTimeout: 30_000,
  maxWorkers: 2,
};
