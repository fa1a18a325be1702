import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { Callbacks } from "./callbacks.ts";
import { DIALECT_NAMES } from "./dialects/dialect-names.ts";
import { createRouter } from "./dialects/routes.ts";
import { DEFAULT_SETTINGS, type SimulatorOptions, type SimulatorSettings } from "./options.ts";
import { createSimulatorServer } from "./server.ts";
import { changeSettings } from "./settings.ts";
import { limitsOf, SIDES } from "./sides.ts";
import { readStats, type SimulatorStats } from "./stats.ts";
import { createWorld, type World } from "./world.ts";

/** A running simulator and its books. */
export interface Simulator extends AsyncDisposable {
  /** Base URL for a client: `http://host:port`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  stats(): SimulatorStats;
  /** Takes effect from the next call on. @throws RangeError for a field or value that does not exist. */
  configure(changes: SimulatorSettings): void;
  /** Stops listening and cuts every connection. Closing twice is the same as closing once. */
  close(): Promise<void>;
}

/**
 * Starts an imitation of the provider's video API that keeps its own books.
 *
 * @throws RangeError for an option that does not exist or has no such value; the system's error when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const {
    host = "127.0.0.1",
    port = 0,
    seed = 1,
    dialects = DIALECT_NAMES,
    apiKeys,
    publicUrl,
    onCreate,
    now = monotonicNow,
    ...settings
  } = options;
  const strange = dialects.find((name) => !DIALECT_NAMES.includes(name));
  if (strange !== undefined || dialects.length === 0) {
    throw new RangeError(`dialects is ${JSON.stringify(dialects)}; allowed: some of ${DIALECT_NAMES.join(", ")}`);
  }
  const world = createWorld({ settings: changeSettings(DEFAULT_SETTINGS, settings), seed, now, apiKeys });
  const callbacks = new Callbacks(world);
  const configure = (changes: SimulatorSettings): void => {
    applyChanges(world, changes);
    callbacks.lookAgain();
  };
  const server = createSimulatorServer({
    world,
    callbacks,
    router: createRouter(dialects),
    publicUrl: publicUrl?.replace(/\/+$/, ""),
    configure,
    onCreate,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      callbacks.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://${hostToCall(address.address)}:${address.port}`,
    port: address.port,
    stats: () => readStats(world),
    configure,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function applyChanges(world: World, changes: SimulatorSettings): void {
  const before = world.settings;
  world.settings = changeSettings(before, changes);
  const { speed, windowMs } = world.settings;
  for (const side of SIDES) {
    const { limitSteps, windows } = world.accounts[side];
    const { maxInFlight } = limitsOf(world.settings, side);
    if (maxInFlight !== limitsOf(before, side).maxInFlight) limitSteps.push({ at: world.now(), limit: maxInFlight });
    for (const window of Object.values(windows)) window.windowMs = windowMs;
  }
  if (speed !== before.speed) world.tasks.stretchRunning(world.now(), before.speed / speed);
}

/** One that listens everywhere is called on loopback. */
function hostToCall(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return address.includes(":") ? `[${address}]` : address;
}

/** A step of the system's clock must not end tasks or empty windows. */
function monotonicNow(): number {
  return performance.timeOrigin + performance.now();
}
