import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

/** A sample is a timer: 10 ms would cost a process 0.9 % of a core, 100 ms costs under 0.1 %. */
const LAG_RESOLUTION_MS = 100;
/** The event loop is measured so long after the last work, in ms. */
const STAY_AWAKE_MS = 30_000;

/** What a process measures of itself. */
export interface ProcessWatch {
  /**
   * The event loop's lag is measured from now until half a minute after all that were begun have ended: samples are
   * most of what an idle process would do.
   */
  beginWork(): () => void;
  close(): void;
}

/**
 * Memory, processor time, and the event loop's lag since the last scrape, in the time in which the process worked.
 * prom-client's own set is left out: its collectors wake an idle process a hundred times a second.
 */
export function watchProcess(registry: Registry): ProcessWatch {
  const lag = createLagWatch();
  let utilizationBefore = performance.eventLoopUtilization();

  gauge(registry, "process_resident_memory_bytes", "Resident memory.", () => process.memoryUsage.rss());
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Processor time used, user and system.",
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  const startedAt = Math.round(performance.timeOrigin) / 1000;
  gauge(registry, "process_start_time_seconds", "Start of the process, Unix time.", () => startedAt);
  gauge(registry, "nodejs_heap_size_used_bytes", "JavaScript heap in use.", () => process.memoryUsage().heapUsed);
  gauge(
    registry,
    "nodejs_eventloop_utilization",
    "Share of the time since the last scrape in which the event loop was busy.",
    () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, utilizationBefore);
      utilizationBefore = now;
      return utilization;
    },
  );
  gauge(
    registry,
    "nodejs_eventloop_lag_max_seconds",
    "Longest delay of the event loop since the last scrape, while the process worked.",
    () => lag.takeLongestMs() / 1000,
  );
  return { beginWork: lag.begin, close: lag.close };
}

function createLagWatch() {
  const samples = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  let underWay = 0;
  let idleSince = 0;
  let longestMs = 0;
  let rest: NodeJS.Timeout | undefined;
  let closed = false;

  function gather(): void {
    longestMs = Math.max(longestMs, samples.max / 1e6 - LAG_RESOLUTION_MS);
    samples.reset();
  }

  /** Not at each end: work that is short and frequent is measured, too. */
  function restWhenIdle(): void {
    rest = undefined;
    if (underWay > 0) return;
    const leftMs = idleSince + STAY_AWAKE_MS - performance.now();
    if (leftMs > 0) {
      rest = setTimeout(restWhenIdle, leftMs).unref();
      return;
    }
    samples.disable();
    gather();
  }

  return {
    begin(): () => void {
      underWay += 1;
      // True where it rested: the time until now is then no sample.
      if (!closed && samples.enable()) samples.reset();
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        underWay -= 1;
        if (underWay > 0 || closed) return;
        idleSince = performance.now();
        rest ??= setTimeout(restWhenIdle, STAY_AWAKE_MS).unref();
      };
    },
    takeLongestMs(): number {
      gather();
      const taken = longestMs;
      longestMs = 0;
      return taken;
    },
    close(): void {
      closed = true;
      clearTimeout(rest);
      samples.disable();
    },
  };
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
