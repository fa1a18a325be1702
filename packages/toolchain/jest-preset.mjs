import { fileURLToPath } from "node:url";

/** Tests run from source, as ES modules: `"source"` stands first in every package's exports. */
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "es6" }, sourceMaps: "inline" },
    ],
  },
  // Some packages name their own sources by the same condition.
  transformIgnorePatterns: ["/node_modules/(?!.*\\.ts$)"],
  testEnvironmentOptions: { customExportConditions: ["source", "node", "node-addons"] },
  moduleNameMapper: {
    "^\\.\\./locales/index\\.js$": fileURLToPath(new URL("no-languages.mjs", import.meta.url)),
    // One file in place of 66: it is what axios publishes for CommonJS.
    "^axios$": "axios/dist/node/axios.cjs",
    // Tests of whatever order or value draw the same in every run.
    "^fast-check$": fileURLToPath(new URL("seeded-fast-check.mjs", import.meta.url)),
    "^fast-check-itself$": fileURLToPath(import.meta.resolve("fast-check")),
  },
  testMatch: ["**/src/**/*.test.ts"],
  modulePathIgnorePatterns: ["/dist/"],
};
