import { describe, expect, test } from "@jest/globals";
import { renderPage } from "./render-page.ts";
import type { BenchmarkResult } from "./result.ts";

const MACHINE = {
  cpu: "AMD EPYC",
  cores: 2,
  memoryBytes: 8 * 1024 ** 3,
  kernel: "Linux 6.18",
  node: "v20.20.2",
  redis: "Redis 7.0.15",
};

function result(changes: Partial<BenchmarkResult> = {}): BenchmarkResult {
  return {
    type: "benchmark",
    name: "chain",
    short: false,
    startedAt: "2026-11-22T23:47:27.306Z",
    seconds: 61.4,
    loadBefore: 0.04,
    machine: MACHINE,
    setting: "What was done.",
    figures: [{ what: "generations a second", unit: "1/s", ours: 1234.56, peer: 2000 }],
    targets: [{ what: "speed", unit: "x", value: 0.61728, bound: "at least", limit: 0.5 }],
    rounds: [],
    ...changes,
  };
}

/** The page with each paragraph on one line. */
function pageOf(results: readonly BenchmarkResult[]): string {
  return renderPage(results).replaceAll(/(?<=[^\n|])\n(?=[^\n|#!])/g, " ");
}

describe("docs/benchmarks.md", () => {
  test("tells each figure beside its peer with their ratio, and where it was taken", () => {
    const page = pageOf([result()]);
    expect(page).toContain("| generations a second | 1,235 1/s | 2,000 1/s | 0.6173 |");
    expect(page).toContain("on AMD EPYC, 2 cores, 8.0 GiB, Linux 6.18, Node 20.20.2, Redis 7.0.15");
    expect(page).toContain("Taken 2026-11-22 23:47 UTC, 61 s, load before 0.04");
  });

  test("says when other work had to give way", () => {
    expect(pageOf([result({ realTime: true })])).toContain(
      "load before 0.04 (other work, which gave way: real-time priority)",
    );
    expect(pageOf([result()])).not.toContain("real-time");
  });

  test("says of each target whether it was met", () => {
    const missed = { what: "slots", unit: "%", value: 79.96, bound: "at least", limit: 80 } as const;
    const page = pageOf([result({ targets: [...result().targets, missed] })]);
    expect(page).toContain("| speed | at least 0.5 x | 0.6173 x | met |");
    expect(page).toContain("| slots | at least 80 % | 79.96 % | **missed** |");
  });

  test("leaves the ratio out where there is no peer, or the peer has nothing", () => {
    const figures = [
      { what: "polls", unit: "", ours: 33 },
      { what: "CPU", unit: "%", ours: 0.2, peer: 0 },
    ];
    const page = pageOf([result({ figures })]);
    expect(page).toContain("| polls | 33 |  |  |");
    expect(page).toContain("| CPU | 0.2 % | 0 % |  |");
  });

  test("shows the plots of a result", () => {
    const page = pageOf([result({ plots: [{ file: "chain-speed.svg", title: "Speed over time" }] })]);
    expect(page).toContain("![Speed over time](benchmarks/chain-speed.svg)");
  });

  test("marks a short run as no result", () => {
    expect(pageOf([result({ short: true })])).toContain("**a short run, no result**");
  });
});
