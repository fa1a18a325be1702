import preset from "./packages/toolchain/jest-preset.mjs";

export default {
  ...preset,
  rootDir: ".",
  roots: ["<rootDir>/packages", "<rootDir>/apps"],
  globalSetup: "<rootDir>/packages/local/jest/global-setup.mjs",
  globalTeardown: "<rootDir>/packages/local/jest/global-teardown.mjs",
  testTimeout: 30_000,
  maxWorkers: 2,
};
