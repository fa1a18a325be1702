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
  testMatch: ["**/src/**/*.test.ts"],
  modulePathIgnorePatterns: ["/dist/"],
};
