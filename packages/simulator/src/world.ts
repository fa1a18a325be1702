import { Counters } from "./counters.ts";
import { FaultDice, type FaultOf, type FaultyCall } from "./faults.ts";
import { LinkSigner } from "./links.ts";
import type { Settings } from "./options.ts";
import { createDraw, type Draw } from "./random.ts";
import { limitsOf, type Side } from "./sides.ts";
import { TaskBook } from "./task-book.ts";
import { CallWindow } from "./windows.ts";

/** Everything that the handlers share: the settings of the moment, the books, and the sources of time and chance. */
export interface World {
  settings: Settings;
  readonly now: () => number;
  readonly startedAt: number;
  readonly apiKeys: ReadonlySet<string> | undefined;
  readonly tasks: TaskBook;
  readonly dice: FaultDice;
  readonly links: LinkSigner;
  readonly accounts: Readonly<Record<Side, SideAccount>>;
  readonly draws: { readonly lifetime: Draw; readonly refuse: Draw; readonly fail: Draw; readonly latency: Draw };
  readonly requests: Counters;
  /** Creates that were refused, by business code. */
  readonly refused: Counters;
  /** Query and file calls that were refused, by business code. */
  readonly refusedReads: Counters;
  readonly faults: Counters;
  readonly ignoredFields: Counters;
  readonly downloads: Counters;
  readonly callbacks: Counters;
  keyLeaks: number;
  shortestQueryGapMs: number | undefined;
}

/** How the account keeps to the limits of one side. */
export interface SideAccount {
  readonly windows: { readonly create: CallWindow; readonly query: CallWindow; readonly file: CallWindow };
  breachesInFlight: number;
  lastBreachInFlightAt: number | undefined;
  /** The limit on unfinished tasks from which moment on, the first from before the first task. */
  readonly limitSteps: LimitStep[];
}

export interface LimitStep {
  readonly at: number;
  readonly limit: number;
}

export function createWorld(parts: {
  readonly settings: Settings;
  readonly seed: number;
  readonly now: () => number;
  readonly apiKeys: readonly string[] | undefined;
}): World {
  const { settings, seed, now, apiKeys } = parts;
  const openAccount = (side: Side): SideAccount => ({
    windows: {
      create: new CallWindow(settings.windowMs),
      query: new CallWindow(settings.windowMs),
      file: new CallWindow(settings.windowMs),
    },
    breachesInFlight: 0,
    lastBreachInFlightAt: undefined,
    limitSteps: [{ at: Number.NEGATIVE_INFINITY, limit: limitsOf(settings, side).maxInFlight }],
  });
  return {
    settings,
    now,
    startedAt: now(),
    apiKeys: apiKeys === undefined ? undefined : new Set(apiKeys),
    tasks: new TaskBook(),
    dice: new FaultDice(seed),
    links: new LinkSigner(),
    accounts: { v1: openAccount("v1"), v2: openAccount("v2"), agent: openAccount("agent") },
    draws: {
      lifetime: createDraw(seed, "lifetime"),
      refuse: createDraw(seed, "refuse"),
      fail: createDraw(seed, "fail"),
      latency: createDraw(seed, "latency"),
    },
    requests: new Counters(),
    refused: new Counters(),
    refusedReads: new Counters(),
    faults: new Counters(),
    ignoredFields: new Counters(),
    downloads: new Counters(),
    callbacks: new Counters(),
    keyLeaks: 0,
    shortestQueryGapMs: undefined,
  };
}

/** Which fault this call meets, by the settings of the moment. */
export function rollFault<Call extends FaultyCall>(world: World, call: Call): FaultOf[Call] | undefined {
  const { faults } = world.settings;
  const { script = [], bursts = [] } = faults;
  if (bursts.length === 0) return world.dice.roll(call, faults, { script });
  const age = world.now() - world.startedAt;
  const bursting = bursts.filter(({ everyMs, forMs }) => age % everyMs < forMs).map(({ fault }) => fault);
  return world.dice.roll(call, faults, { script, bursting });
}
