import preset from "./packages/toolchain/jest-preset.mjs";

export default {
  ...preset,
  rootDir: ".",
  roots: ["<rootDir>/packages", "<rootDir>/apps"],
  testTimeout: 30_000,
  maxWorkers: 2,
};
