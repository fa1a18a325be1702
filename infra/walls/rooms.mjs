/**
 * The rooms of the house and their directions, in this one place: whom each may import, and whom its tests may import
 * besides. `node infra/walls/write-walls.mjs` makes the lists of turbo.json from it; `--check`, a part of `pnpm check`,
 * compares them, and the dependencies that each package declares. Reasons:
 * infra/decisions/0034-walls-are-made-from-one-list.md.
 */
const LIBRARIES = {
  // On which all stands; they import nothing of ours.
  contracts: {},
  turns: {},
  outbound: {},
  client: {},
  simulator: {},
  toolchain: {},
  words: {},

  // The core sees ports only.
  pipeline: { imports: ["contracts"], tests: ["testkit"] },
  intake: { imports: ["contracts", "turns"], tests: ["testkit"] },

  // Adapters, each for one thing outside; never of each other.
  redis: { imports: ["contracts", "outbound"] },
  store: { imports: ["contracts", "redis", "turns"], tests: ["testkit"] },
  queue: { imports: ["contracts", "redis"] },
  minimax: { imports: ["contracts", "outbound"] },
  storage: { imports: ["contracts", "outbound"], tests: ["testkit"] },
  webhooks: { imports: ["contracts", "outbound", "redis", "store"] },
  access: { imports: ["contracts", "redis"] },
  runtime: { imports: ["contracts", "outbound"] },
  local: { imports: ["contracts", "outbound"] },
  testkit: { imports: ["contracts"] },

  // What puts them together.
  producer: { imports: ["contracts", "queue", "redis", "store", "turns"], tests: ["testkit"] },
  composition: { imports: ["contracts", "minimax", "pipeline", "queue", "redis", "runtime", "store"] },

  // The gateway's tools for assistants: a caller of its API, wherever it runs.
  mcp: { imports: ["client", "contracts"] },
};

const WORKER = ["composition", "contracts", "outbound", "pipeline", "redis", "runtime", "storage", "store"];

const PROCESSES = {
  "worker-create": { imports: WORKER },
  "worker-poll": { imports: WORKER },
  "worker-download": { imports: WORKER },
  gateway: {
    imports: [
      "access",
      "client",
      "contracts",
      "intake",
      "mcp",
      "outbound",
      "producer",
      "queue",
      "redis",
      "runtime",
      "storage",
      "store",
      "turns",
      "webhooks",
    ],
    tests: ["testkit"],
  },
  dashboard: { imports: ["access", "contracts", "producer", "queue", "redis", "runtime", "storage", "store", "words"] },
  cli: {
    imports: [
      "access",
      "client",
      "composition",
      "contracts",
      "dashboard",
      "gateway",
      "intake",
      "local",
      "mcp",
      "minimax",
      "outbound",
      "producer",
      "redis",
      "runtime",
      "simulator",
      "storage",
      "store",
      "testkit",
      "words",
      "worker-create",
      "worker-download",
      "worker-poll",
    ],
  },
};

const EVERYBODY = [...Object.keys(LIBRARIES), ...Object.keys(PROCESSES)].filter((room) => room !== "toolchain");

export const ROOMS = {
  ...LIBRARIES,
  ...PROCESSES,
  // They look at all the others, and nobody at them.
  bench: { imports: EVERYBODY },
  faults: { imports: EVERYBODY },
  e2e: { imports: EVERYBODY },
  // Programs of others, on the stand of the whole-flow tests.
  witnesses: { imports: [...EVERYBODY, "e2e"] },
  // What others may import is shown there.
  examples: { imports: ["client", "producer", "simulator"] },
};
