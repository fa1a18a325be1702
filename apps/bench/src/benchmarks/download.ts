import type { Benchmark, BenchmarkReport, BenchmarkWorld, Figure, Target } from "../benchmark.ts";
import type { DownloadInput, DownloadRun } from "../download-child.ts";
import { readCpuSeconds, readRssBytes } from "../measure/process-load.ts";
import { medianOf } from "../measure/statistics.ts";
import { watchProcess } from "../measure/watch-process.ts";
import { type BenchChild, startChild } from "../processes/child-process.ts";
import { makeVideos } from "../processes/make-videos.ts";
import type { StorageInput, StorageReady } from "../storage-child.ts";

const MIB = 1024 * 1024;
const RSS_LOOK_MS = 10;
const STORAGE: StorageInput = { accessKeyId: "bench", secretAccessKey: "bench-secret", bucket: "bench" };

type Which = DownloadInput["which"];

/** So many files of one size, all at once. */
interface Load {
  readonly what: string;
  readonly files: number;
  readonly bytesEach: number;
}

interface DownloadRound extends DownloadRun {
  /** Of the simulator and the storage: where little of the machine is left, they set the pace. */
  readonly otherCpuSeconds: number;
  readonly load: string;
  readonly which: Which;
  readonly mibPerSecond: number;
  readonly rssAtStartBytes: number;
  readonly rssGrowthBytes: number;
}

/** Bytes from a link into S3, beside the same bytes through a plain stream pipeline. */
export const downloadBenchmark: Benchmark = {
  name: "download",
  async run(world) {
    const oneFile: Load = world.short
      ? { what: "one file of 256 MiB", files: 1, bytesEach: 256 * MIB }
      : { what: "one file of 1 GiB", files: 1, bytesEach: 1024 * MIB };
    const loads = [oneFile, { what: "50 files of 5 MB at once", files: 50, bytesEach: 5_000_000 }];
    await using storage = await startChild<StorageReady>("storage-child", { input: STORAGE });
    const rounds: DownloadRound[] = [];
    for (const load of loads) rounds.push(...(await measureLoad(load, storage, world)));
    const unfinished = await storage.ask<number>("unfinishedUploads");
    if (unfinished > 0) throw new Error(`${unfinished} multipart uploads were left behind`);
    return report(loads, rounds);
  },
};

async function measureLoad(load: Load, storage: BenchChild<StorageReady>, world: BenchmarkWorld): Promise<DownloadRound[]> {
  await using simulator = await startChild<{ readonly url: string }>("simulator-child", { input: { lifetime: { fixedMs: 1 } } });
  const [warmUpLink = ""] = await makeVideos(simulator.ready.url, { count: 1, bytesEach: 0 });
  const links = await makeVideos(simulator.ready.url, { count: load.files, bytesEach: load.bytesEach });
  const rounds: DownloadRound[] = [];
  for (let pair = 0; pair < (world.short ? 2 : 5); pair += 1) {
    for (const which of ["plain", "ours"] as const) {
      const input = { which, warmUpLink, links, bytesEach: load.bytesEach, bucket: STORAGE.bucket, ...storage.ready };
      const others = [simulator.pid, storage.pid];
      const round = await runRound(load, input, others, world);
      world.note(
        `download ${which}, ${load.what}: ${Math.round(round.mibPerSecond)} MiB/s, RSS + ${Math.round(round.rssGrowthBytes / 1e6)} MB`,
      );
      rounds.push(round);
    }
  }
  return rounds;
}

async function runRound(
  load: Load,
  input: DownloadInput,
  others: readonly number[],
  { profileDirectory }: BenchmarkWorld,
): Promise<DownloadRound> {
  const environment = { AWS_ACCESS_KEY_ID: STORAGE.accessKeyId, AWS_SECRET_ACCESS_KEY: STORAGE.secretAccessKey };
  await using child = await startChild("download-child", { input, environment, profileDirectory });
  const othersBefore = await cpuSecondsOf(others);
  const rssAtStartBytes = await readRssBytes(child.pid);
  const watch = watchProcess(child.pid, RSS_LOOK_MS);
  const run = await child.ask<DownloadRun>("run");
  const { peakRssBytes } = await watch.stop();
  const otherCpuSeconds = (await cpuSecondsOf(others)) - othersBefore;
  const mibPerSecond = (load.files * load.bytesEach) / MIB / run.seconds;
  return {
    load: load.what,
    which: input.which,
    ...run,
    mibPerSecond,
    otherCpuSeconds,
    rssAtStartBytes,
    rssGrowthBytes: peakRssBytes - rssAtStartBytes,
  };
}

async function cpuSecondsOf(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(readCpuSeconds));
  return each.reduce((sum, seconds) => sum + seconds, 0);
}

function report(loads: readonly Load[], rounds: readonly DownloadRound[]): BenchmarkReport {
  const told = loads.map((load) => tellLoad(load, rounds));
  return {
    setting:
      "Videos from the simulator into the S3 stand-in (signatures verified, bodies forgotten), through the video archive and S3 store of the " +
      "download worker: link checked, MP4 walked, SHA-256 taken, multipart, size read back. Simulator, storage and download are three " +
      "processes. The peer pipes the same bytes from an HTTP GET into an HTTP PUT to a server in the storage's process that only counts " +
      `them. A new process for each round, warmed up with one file of 33 KB, ${rounds.length / loads.length / 2} rounds of each in turn; RSS growth is ` +
      "the largest of all rounds, from after the warm-up.",
    figures: told.flatMap(({ figures }) => figures),
    targets: told.flatMap(({ targets }) => targets),
    rounds,
  };
}

function tellLoad(
  { what, files, bytesEach }: Load,
  all: readonly DownloadRound[],
): { readonly figures: Figure[]; readonly targets: Target[] } {
  const of = (which: Which): readonly DownloadRound[] => all.filter((round) => round.load === what && round.which === which);
  const compare = (read: (round: DownloadRound) => number): { readonly ours: number; readonly peer: number } => ({
    ours: medianOf(of("ours"), read),
    peer: medianOf(of("plain"), read),
  });
  const speed = compare((round) => round.mibPerSecond);
  const gib = (files * bytesEach) / MIB / 1024;
  const growth = (which: Which): number => Math.max(...of(which).map(({ rssGrowthBytes }) => rssGrowthBytes / 1e6));
  return {
    figures: [
      { what: `${what}: throughput`, unit: "MiB/s", ...speed },
      { what: `${what}: CPU of the downloading process`, unit: "s per GiB", ...compare(({ cpuSeconds }) => cpuSeconds / gib) },
      { what: `${what}: CPU of simulator and storage`, unit: "s per GiB", ...compare(({ otherCpuSeconds }) => otherCpuSeconds / gib) },
      { what: `${what}: growth of its RSS`, unit: "MB", ours: growth("ours"), peer: growth("plain") },
    ],
    targets: [
      { what: `${what}: throughput beside a plain copy`, unit: "%", value: (speed.ours / speed.peer) * 100, bound: "at least", limit: 80 },
      { what: `${what}: growth of RSS`, unit: "MB", value: growth("ours"), bound: "at most", limit: 100 },
    ],
  };
}
