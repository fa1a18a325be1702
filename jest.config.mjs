import preset from "./packages/toolchain/jest-preset.mjs";

export default {
  ...preset,
  rootDir: ".",
  roots: ["<rootDir>/packages", "<rootDir>/apps"],
  globalSetup: "<rootDir>/packages/local/jest/global-setup.mjs",
  globalTeardown: "<rootDir>/packages/local/jest/global-teardown.mjs",
  testSequencer: "<rootDir>/packages/toolchain/jest-long-first.mjs",
  // Guards against what hangs, no measures: a machine may stand still for a while in any test, and in each of a test's
  // steps.
  testTimeout: 600_000,
  workerGracefulExitTimeout: 60_000,
  openHandlesTimeout: 30_000,
  // Many tests wait for a program or a timer, so three keep two cores busy; with four each is slower and none is done
  // sooner.
  maxWorkers: 3,
  // Of those tests of a file that say that they may: each is a stand of its own, and mostly waits.
  maxConcurrency: 2,
  // Modules that a test file has loaded are never given back; beyond this a new worker takes the next file.
  workerIdleMemoryLimit: "600MB",
};
