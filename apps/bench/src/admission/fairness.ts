import { startPrivateRedis } from "@hailuo-queue/local";
import type { Benchmark, BenchmarkReport } from "../benchmark.ts";
import type { FairnessInput } from "../fairness-child.ts";
import { drawLines } from "../plot/line-chart.ts";
import { startChild } from "../processes/child-process.ts";
import { costOf, jainIndex, type Service, servedWhileAllWaited, weightedService } from "./fair-service.ts";

const MAX_IN_FLIGHT = 20;
const COLORS = ["#1f77b4", "#d62728", "#2ca02c"];
/** A stretch in which the smallest share is still 25 creates of cost 1. */
const STRETCH = 100;

/** Whether tenants get their parts while all of them have work. */
export const fairnessBenchmark: Benchmark = {
  name: "admission-fairness",
  async run({ short, redisServer, profileDirectory }) {
    const many = short ? 1000 : 10_000;
    const few = short ? 50 : 100;
    const tenants: FairnessInput["tenants"] = [
      { tenant: "many", weight: 1, generations: many, duration: 6 },
      { tenant: "few", weight: 1, generations: few, duration: 6 },
      { tenant: "heavy", weight: 2, generations: many, duration: 10 },
    ];
    await using redis = await startPrivateRedis({ server: redisServer });
    const input: FairnessInput = { redisUrl: redis.url, maxInFlight: MAX_IN_FLIGHT, tenants };
    await using child = await startChild("fairness-child", { input, profileDirectory });
    return report(await child.ask<readonly Service[]>("run"), tenants);
  },
};

function report(served: readonly Service[], tenants: FairnessInput["tenants"]): BenchmarkReport {
  const together = served.slice(0, servedWhileAllWaited(served, tenants));
  const rest = tenants.filter(({ generations }) => generations > 100);
  const whileTwo = served.slice(0, servedWhileAllWaited(served, rest)).slice(together.length);
  const jainOfAll = jainIndex(weightedService(together, tenants));
  const jainOfTwo = jainIndex(weightedService(whileTwo, rest));
  const firstOfFew = served.findIndex(({ tenant }) => tenant === "few") + 1;
  return {
    setting:
      `Three tenants whose prompts all wait before the first is admitted: ${tenants
        .map(
          ({ tenant, weight, generations, duration }) =>
            `"${tenant}" with weight ${weight} and ${generations} videos of ${duration} s`,
        )
        .join(
          ", ",
        )}; a video of 10 s costs twice one of 6 s. ${MAX_IN_FLIGHT} slots, one process, an instant provider, which notes the order of the ` +
      `creates. Jain's index is that of cost served over weight; 1 is exactly the wanted parts.`,
    figures: [
      { what: "Jain's index while all three have work", unit: "", ours: jainOfAll, peer: 1 },
      { what: "Jain's index after, while the two large ones have work", unit: "", ours: jainOfTwo, peer: 1 },
      {
        what: `least Jain's index in ${STRETCH} creates in a row, while all three have work`,
        unit: "",
        ours: leastJain(together, tenants),
        peer: 1,
      },
      { what: 'creates until the first of "few"', unit: "", ours: firstOfFew },
      ...tenants.map(({ tenant, weight }) => ({
        what: `cost served to "${tenant}" while all three have work, beside its part`,
        unit: "",
        ours: costOf(together, tenant),
        peer:
          (together.reduce((sum, { cost }) => sum + cost, 0) * weight) /
          tenants.reduce((sum, other) => sum + other.weight, 0),
      })),
    ],
    targets: [
      { what: "Jain's index while all three have work", unit: "", value: jainOfAll, bound: "at least", limit: 0.99 },
    ],
    rounds: [{ served: served.length, together: together.length, whileTwo: whileTwo.length }],
    plots: [
      {
        name: "service",
        title: "Cost served to each tenant over its weight, while all have work",
        svg: drawLines({
          xLabel: "creates accepted",
          yLabel: "cost served / weight",
          lines: tenants.map(({ tenant, weight }, index) => ({
            label: `"${tenant}", weight ${weight}`,
            color: COLORS[index] ?? "#888",
            points: growth(together, tenant).map((cost, at) => ({ x: at + 1, y: cost / weight })),
            steps: true,
          })),
        }),
      },
    ],
  };
}

function leastJain(served: readonly Service[], tenants: FairnessInput["tenants"]): number {
  let least = 1;
  for (let from = 0; from + STRETCH <= served.length; from += 1) {
    least = Math.min(least, jainIndex(weightedService(served.slice(from, from + STRETCH), tenants)));
  }
  return least;
}

function growth(served: readonly Service[], tenant: string): readonly number[] {
  let sum = 0;
  return served.map((service) => {
    if (service.tenant === tenant) sum += service.cost;
    return sum;
  });
}
