import {
  type AccountUsage,
  admissibleCreates,
  coverOf,
  type Fleet,
  type GenerationState,
  type Outcome,
  type Stage,
  type VideoWarning,
} from "@hailuo-queue/contracts";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { watchProcess } from "./process-metrics.ts";

/** How many jobs a stage's queue holds, by BullMQ's states. */
export interface QueueDepth {
  readonly stage: Stage;
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * What a process counts, and what it reads at each scrape. Labels are few and bounded: never an id, never a text of the
 * provider.
 */
export interface Metrics {
  observeStage(stage: Stage, outcome: Outcome["type"] | "threw", seconds: number): void;
  countProviderError(code: string): void;
  countStoredBytes(bytes: number): void;
  /** In what a stored video is not what was bought. */
  countVideoWarning(warning: VideoWarning): void;
  /** A generation whose job was lost was given it back; by the state that it was found in. */
  countMended(state: GenerationState): void;
  /** What became of a callback of the provider. */
  countCallback(result: "woken" | "running" | "absent" | "denied" | "dropped"): void;
  /**
   * These are called at each scrape. One that fails leaves its series out and counts in `hailuo_scrape_errors_total`.
   */
  watchGenerations(read: () => Promise<Readonly<Record<GenerationState, number>>>): void;
  watchAccounts(read: () => Promise<readonly AccountUsage[]>): void;
  watchQueues(read: () => Promise<readonly QueueDepth[]>): void;
  watchFleet(read: () => Promise<Fleet>): void;
  /** Prometheus' text format. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
  close(): void;
}

/** From a Redis round trip to a 2 GiB download. */
const STAGE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Makes all metrics of a process, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const durations = new Histogram({
    name: "hailuo_stage_duration_seconds",
    help: "Duration of one run of a stage's handler.",
    labelNames: ["stage"],
    buckets: STAGE_SECONDS,
    registers,
  });
  const outcomes = new Counter({
    name: "hailuo_stage_outcomes_total",
    help: "Results of handlers: done, snooze (to run again later), fail (a failed attempt), threw (an unexpected error).",
    labelNames: ["stage", "outcome"],
    registers,
  });
  const providerErrors = new Counter({
    name: "hailuo_provider_errors_total",
    help: "Refusals by the provider and calls without an answer, by error code.",
    labelNames: ["code"],
    registers,
  });
  const storedBytes = new Counter({
    name: "hailuo_bytes_stored_total",
    help: "Bytes of videos written to storage.",
    registers,
  });
  const videoWarnings = new Counter({
    name: "hailuo_video_warnings_total",
    help: "Stored videos that differ from what was bought (no_video_track, wrong_duration, wrong_resolution, unreadable, stray_bytes).",
    labelNames: ["warning"],
    registers,
  });
  const mended = new Counter({
    name: "hailuo_mended_total",
    help: "Generations whose lost job the reconciler replaced, by their state.",
    labelNames: ["state"],
    registers,
  });
  const callbacks = new Counter({
    name: "hailuo_callbacks_total",
    help: "Callbacks that may report an end, by effect: woken (a poll was moved to now), running (the poll was under way), absent (no such poll waits), denied (woken just before), dropped (too many).",
    labelNames: ["result"],
    registers,
  });
  const scrapeErrors = new Counter({
    name: "hailuo_scrape_errors_total",
    help: "Values that could not be read during a scrape.",
    registers,
  });
  const stopProcess = watchProcess(registry);
  const readers: (() => Promise<void>)[] = [];

  const gaugeOf = (name: string, help: string, labelNames: string[]): Gauge =>
    new Gauge({ name, help, labelNames, registers });

  function readAtScrape<Value>(
    gauges: readonly Gauge[],
    read: () => Promise<Value>,
    apply: (value: Value) => void,
  ): void {
    readers.push(async () => {
      for (const gauge of gauges) gauge.reset();
      try {
        apply(await read());
      } catch {
        scrapeErrors.inc();
      }
    });
  }

  return {
    observeStage: (stage, outcome, seconds) => {
      durations.observe({ stage }, seconds);
      outcomes.inc({ stage, outcome });
    },
    countProviderError: (code) => providerErrors.inc({ code }),
    countStoredBytes: (bytes) => storedBytes.inc(bytes),
    countVideoWarning: (warning) => videoWarnings.inc({ warning }),
    countCallback: (result) => callbacks.inc({ result }),
    countMended: (state) => mended.inc({ state }),
    watchGenerations: (read) => {
      const generations = gaugeOf("hailuo_generations", "Generations by state.", ["state"]);
      readAtScrape([generations], read, (counts) => {
        for (const [state, count] of Object.entries(counts)) generations.set({ state }, count);
      });
    },
    watchAccounts: (read) => {
      const used = gaugeOf("hailuo_slots_used", "Unfinished tasks at the provider.", ["account"]);
      const allowed = gaugeOf("hailuo_slots_allowed", "Unfinished tasks allowed at the provider.", ["account"]);
      const callbackRefused = gaugeOf(
        "hailuo_callback_refused",
        "1 once the provider could not verify the callback URL of the account, until a create with one is accepted.",
        ["account"],
      );
      const balance = gaugeOf("hailuo_account_balance", "Balance of a pay-as-you-go account, in its currency.", [
        "account",
        "currency",
      ]);
      const plan = gaugeOf(
        "hailuo_account_plan_remaining_ratio",
        "Share of a plan's video allowance that is left in its window, 0 to 1.",
        ["account", "span"],
      );
      const fundsLow = gaugeOf("hailuo_account_funds_low", "1 while the balance or allowance of an account is low.", [
        "account",
      ]);
      const effective = gaugeOf(
        "hailuo_slots_effective",
        "Unfinished tasks that the provider currently accepts; at most those allowed.",
        ["account"],
      );
      const creates = gaugeOf(
        "hailuo_creates_used_ratio",
        "Share of the allowed creates that is used in the fullest window of the account, 0 to 1.",
        ["account"],
      );
      const backlog = gaugeOf("hailuo_backlog", "Generations waiting for admission.", []);
      const admissible = gaugeOf(
        "hailuo_admissible",
        "Creates that could leave now: the backlog, as far as healthy accounts have free slots and room in their windows.",
        [],
      );
      readAtScrape(
        [used, allowed, effective, creates, callbackRefused, balance, plan, fundsLow, backlog, admissible],
        read,
        (accounts) => {
          for (const {
            account,
            slotsUsed,
            slotsAllowed,
            slotsTaken,
            windows,
            callbackRefused: refusal,
            funds,
          } of accounts) {
            const ratios = windows
              .filter(({ callType }) => callType === "create")
              .map(({ used: calls, limit }) => calls / limit);
            creates.set({ account }, Math.max(0, ...ratios));
            effective.set({ account }, slotsTaken ?? slotsAllowed);
            if (funds?.balance !== undefined)
              balance.set({ account, currency: funds.currency }, funds.balance.availableMicro / 1_000_000);
            for (const { span, remainingPercent } of funds?.plan ?? [])
              if (remainingPercent !== undefined) plan.set({ account, span }, remainingPercent / 100);
            if (funds !== undefined) fundsLow.set({ account }, funds.low === undefined ? 0 : 1);
            callbackRefused.set({ account }, refusal === undefined ? 0 : 1);
            used.set({ account }, slotsUsed);
            allowed.set({ account }, slotsAllowed);
          }
          // One backlog stands before all accounts.
          backlog.set(Math.max(0, ...accounts.map((account) => account.backlog)));
          admissible.set(admissibleCreates(accounts));
        },
      );
    },
    watchQueues: (read) => {
      const jobs = gaugeOf("hailuo_queue_jobs", "Jobs by queue and state.", ["queue", "state"]);
      readAtScrape([jobs], read, (depths) => {
        for (const { stage, counts } of depths) {
          for (const [state, count] of Object.entries(counts)) jobs.set({ queue: stage, state }, count);
        }
      });
    },
    watchFleet: (read) => {
      const workers = gaugeOf("hailuo_workers", "Workers that live and work on all batches, by stage.", ["stage"]);
      readAtScrape([workers], read, (fleet) => {
        for (const { stage, working } of coverOf(fleet)) workers.set({ stage }, working);
      });
    },
    render: async () => {
      await Promise.all(readers.map((reader) => reader()));
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
    close: stopProcess,
  };
}
