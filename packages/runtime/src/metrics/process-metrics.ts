import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

/** A sample is a timer: 10 ms would cost an idle process 0.9 % of a core, 100 ms costs under 0.1 %. */
const LAG_RESOLUTION_MS = 100;

/**
 * Memory, processor time and the event loop's lag since the last scrape. prom-client's own set is left out: its
 * collectors wake an idle process a hundred times a second. Returns the end of the measuring.
 */
export function watchProcess(registry: Registry): () => void {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
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
  gauge(registry, "nodejs_eventloop_lag_max_seconds", "Longest delay of the event loop since the last scrape.", () => {
    const longestMs = lag.max / 1e6;
    lag.reset();
    return Math.max(0, longestMs - LAG_RESOLUTION_MS) / 1000;
  });
  return () => lag.disable();
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
