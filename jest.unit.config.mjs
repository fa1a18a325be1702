import all from "./jest.config.mjs";

const { globalSetup: _redis, globalTeardown: _end, ...withoutRedis } = all;

/**
 * The tests of values, in-memory twins and local servers: they need no Redis and no build, and end within 30 s on two
 * idle cores. Left out beside the tests that say so in their names: those of packages/local start a Redis,
 * run-until-signal starts processes, s3-object-store moves hundreds of megabytes, and gallery-in-browser needs a browser.
 */
export default {
  ...withoutRedis,
  testPathIgnorePatterns: [
    "/node_modules/",
    "/packages/local/",
    "\\.(redis|s3|e2e)\\.test\\.ts$",
    "/run-until-signal\\.test\\.ts$",
    "/s3-object-store\\.test\\.ts$",
    "/gallery-in-browser\\.test\\.ts$",
  ],
};
