import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { dashboardShape } from "@hailuo-queue/dashboard/env";
import { gatewayShape } from "@hailuo-queue/gateway/env";
import { createWorkerShape } from "@hailuo-queue/worker-create";
import { downloadWorkerShape } from "@hailuo-queue/worker-download";
import { pollWorkerShape } from "@hailuo-queue/worker-poll";
import { ALL_SETTINGS } from "./all-settings.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}/${path}`, "utf8");
const compose = read("docker-compose.yml");
const ALL = ALL_SETTINGS.flatMap(({ shape }) => Object.keys(shape));

/** What compose does not hand through, and why. Everything else that a process reads must be. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  AWS_REGION: "S3_REGION is always set",
  AWS_DEFAULT_REGION: "S3_REGION is always set",
  HAILUO_HEALTH_PORT: "the image's health check and Prometheus know the port; it is not published",
  HAILUO_STATE_DIR: "there is a Redis",
  HAILUO_FFMPEG: "the image has none",
  HAILUO_GATEWAY_AUTH: "nothing but a loopback address may do without keys",
  HAILUO_KEY: "of `hailuo mcp`, which an assistant starts on its own machine",
};
/** Of the service `hailuo`, beside what workers read. */
const OF_COMMANDS = ["HAILUO_ASK_ABOVE", "HAILUO_REDIS_WAIT_MS", "HAILUO_LANG"];
const isTwin = (name: string): boolean => name !== name.toUpperCase() && ALL.includes(name.toUpperCase());

/** The names that a block of compose sets: its own, and those of the blocks that it takes in. */
function namesIn(block: string): readonly string[] {
  const own = [...block.matchAll(/^ +([A-Z][A-Z0-9_]+): /gm)].map(([, name = ""]) => name);
  const taken = [...block.matchAll(/<<: (?:\[([^\]]+)\]|\*([\w-]+))/g)]
    .flatMap(([, several, one]) => (several ?? `*${one}`).split(/,\s*/))
    .map((name) => name.slice(1));
  return [
    ...own,
    ...taken.flatMap((name) => {
      const inner = new RegExp(`^x-[\\w-]+: &${name}\\n((?: .*\\n|\\n)+)`, "m").exec(compose)?.[1];
      if (inner === undefined) throw new Error(`docker-compose.yml has no block ${name}`);
      return namesIn(inner);
    }),
  ];
}

/** Its own environment where it has one; else that of what it takes in. */
function environmentOf(service: string): readonly string[] {
  const block = new RegExp(`^  ${service}:\\n((?: {4}.*\\n|\\n| *#.*\\n)+)`, "m").exec(compose)?.[1] ?? "";
  const own = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(block)?.[1];
  return namesIn(own ?? block);
}

test.each([
  ["worker-create", Object.keys(createWorkerShape)],
  ["worker-poll", Object.keys(pollWorkerShape)],
  ["worker-download", Object.keys(downloadWorkerShape)],
  ["gateway", Object.keys(gatewayShape)],
  ["dashboard", Object.keys(dashboardShape)],
  ["hailuo", [...Object.keys(createWorkerShape), ...Object.keys(downloadWorkerShape), ...OF_COMMANDS]],
])("docker-compose.yml hands every setting of %s through", (service, settings) => {
  const passed = environmentOf(service);
  const missing = settings.filter(
    (name) => !passed.includes(name) && !isTwin(name) && !Object.keys(ELSEWHERE).includes(name),
  );
  // Add `NAME: ${NAME:-}` to the block that the service takes in.
  expect([...new Set(missing)]).toEqual([]);
});

test("what docker-compose.yml hands through are settings, and each is in docs/configuration.md", () => {
  const passed = new Set(
    ["worker-create", "worker-poll", "worker-download", "gateway", "dashboard", "hailuo"].flatMap(environmentOf),
  );
  const standard = /^(OTEL_|AWS_ACCESS_KEY_ID$|AWS_SECRET_ACCESS_KEY$|AWS_SHARED_CREDENTIALS_FILE$)/;
  expect([...passed].filter((name) => !ALL.includes(name) && !standard.test(name))).toEqual([]);
  expect(ALL.filter((name) => !passed.has(name) && !isTwin(name)).toSorted()).toEqual(
    Object.keys(ELSEWHERE).toSorted(),
  );
});

test("only workers and commands get the provider's key, and only gateways the key of webhook secrets", () => {
  const gets = (name: string): readonly string[] =>
    ["worker-create", "worker-poll", "worker-download", "gateway", "dashboard", "hailuo"].filter((service) =>
      environmentOf(service).includes(name),
    );
  expect(gets("MINIMAX_API_KEY")).toEqual(["worker-create", "worker-poll", "worker-download", "hailuo"]);
  expect(gets("HAILUO_SECRETS_KEY")).toEqual(["gateway"]);
  expect(gets("HAILUO_DASHBOARD_PASSWORD")).toEqual(["dashboard"]);
});

test("the chart takes every setting: what its `settings` refuse, it sets by itself or takes from `extraEnv`", () => {
  const chart = "infra/helm/hailuo-queue";
  const schema = JSON.parse(read(`${chart}/values.schema.json`)) as {
    properties: { settings: { propertyNames: { pattern: string } }; extraEnv?: object };
  };
  const pattern = new RegExp(schema.properties.settings.propertyNames.pattern);
  expect(ALL.filter((name) => !isTwin(name) && !pattern.test(name))).toEqual([]);
  expect(schema.properties.extraEnv).toBeDefined();
});
