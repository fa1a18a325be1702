import type { Benchmark, BenchmarkReport, BenchmarkWorld, Figure, Target } from "../benchmark.ts";
import type { Copied, DownloadInput, DownloadRun } from "../download-child.ts";
import { readCpuSeconds, readRssBytes } from "../measure/process-load.ts";
import { medianOf } from "../measure/statistics.ts";
import { watchProcess } from "../measure/watch-process.ts";
import { type BenchChild, startChild } from "../processes/child-process.ts";
import { makeVideos } from "../processes/make-videos.ts";
import { signUploads } from "../sign-uploads.ts";
import type { StorageInput, StorageReady } from "../storage-child.ts";

const MIB = 1024 * 1024;
const RSS_LOOK_MS = 10;
const STORAGE: StorageInput = { accessKeyId: "bench", secretAccessKey: "bench-secret", bucket: "bench" };

const WARM_UP_FILES = 50;
const WARM_UP_TURNS = 10;
/** As the image starts its processes. */
const NODE_OPTIONS = ["--min-semi-space-size=16"];

/** Ours; the bytes piped into one PUT to the same S3 server; the same, to a server that only counts them. */
type Which = "ours" | "plain" | "sink";

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
    await using storage = await startChild<StorageReady>("storage-child", {
      input: STORAGE,
      nodeOptions: NODE_OPTIONS,
    });
    const rounds: DownloadRound[] = [];
    for (const load of loads) rounds.push(...(await measureLoad(load, storage, world)));
    const unfinished = await storage.ask<number>("unfinishedUploads");
    if (unfinished > 0) throw new Error(`${unfinished} multipart uploads were left behind`);
    return report(loads, rounds);
  },
};

async function measureLoad(
  load: Load,
  storage: BenchChild<StorageReady>,
  world: BenchmarkWorld,
): Promise<DownloadRound[]> {
  await using simulator = await startChild<{ readonly url: string }>("simulator-child", {
    input: { lifetime: { fixedMs: 1 } },
    nodeOptions: NODE_OPTIONS,
  });
  const warmUpLinks = await makeVideos(simulator.ready.url, { count: WARM_UP_FILES, bytesEach: 0 });
  const links = await makeVideos(simulator.ready.url, { count: load.files, bytesEach: load.bytesEach });
  const rounds: DownloadRound[] = [];
  for (let turn = 0; turn < (world.short ? 2 : 5); turn += 1) {
    for (const which of ["plain", "ours", "sink"] as const) {
      const [warmUp, files] = [
        await nameFiles("warm-up", warmUpLinks, which, storage.ready),
        await nameFiles("video", links, which, storage.ready),
      ];
      const { endpoint } = storage.ready;
      const input = {
        which: which === "ours" ? which : "plain",
        warmUp,
        warmUpTurns: WARM_UP_TURNS,
        files,
        bytesEach: load.bytesEach,
        bucket: STORAGE.bucket,
        endpoint,
      } as const;
      const others = [simulator.pid, storage.pid];
      const round = await runRound({ load, which, input, others }, world);
      world.note(
        `download ${which}, ${load.what}: ${Math.round(round.mibPerSecond)} MiB/s, ` +
          `RSS + ${Math.round(round.rssGrowthBytes / 1e6)} MB`,
      );
      rounds.push(round);
    }
  }
  return rounds;
}

async function nameFiles(
  stem: string,
  links: readonly string[],
  which: Which,
  { endpoint, sinkUrl }: StorageReady,
): Promise<readonly Copied[]> {
  const names = links.map((_link, at) => `${stem}-${at}.mp4`);
  const targets =
    which === "sink" ? names.map((name) => `${sinkUrl}/${name}`) : await signUploads(endpoint, STORAGE, names);
  return links.map((link, at) => ({ link, name: names[at] ?? "", target: targets[at] ?? "" }));
}

interface Round {
  readonly load: Load;
  readonly which: Which;
  readonly input: DownloadInput;
  /** Processes of the simulator and the storage. */
  readonly others: readonly number[];
}

async function runRound(
  { load, which, input, others }: Round,
  { profileDirectory }: BenchmarkWorld,
): Promise<DownloadRound> {
  const environment = { AWS_ACCESS_KEY_ID: STORAGE.accessKeyId, AWS_SECRET_ACCESS_KEY: STORAGE.secretAccessKey };
  await using child = await startChild("download-child", {
    input,
    environment,
    profileDirectory,
    nodeOptions: NODE_OPTIONS,
  });
  const othersBefore = await cpuSecondsOf(others);
  const rssAtStartBytes = await readRssBytes(child.pid);
  const watch = watchProcess(child.pid, RSS_LOOK_MS);
  const run = await child.ask<DownloadRun>("run");
  const { peakRssBytes } = await watch.stop();
  const otherCpuSeconds = (await cpuSecondsOf(others)) - othersBefore;
  const mibPerSecond = (load.files * load.bytesEach) / MIB / run.seconds;
  return {
    load: load.what,
    which,
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
      "Videos from the simulator into the S3 stand-in (signatures verified, bodies forgotten), through the video " +
      "archive and S3 store of the download worker: link checked, MP4 walked, SHA-256 taken, multipart, size read " +
      "back. Simulator, storage and download are three processes of one machine, so the CPU of all three counts; " +
      `each runs with node ${NODE_OPTIONS.join(" ")}, as the image does, ours and peer alike. The peer is a plain ` +
      "stream pipeline that copies the same bytes from an HTTP GET into one signed PUT to the same S3 stand-in: " +
      "nothing checked, hashed or kept for another try. For comparison, the same pipeline into a server that only " +
      `counts bytes. A new process for each round, warmed up with ${WARM_UP_FILES * WARM_UP_TURNS} files of 33 KB ` +
      `one after the other, ${rounds.length / loads.length / 3} rounds of each in turn; RSS growth is the largest ` +
      "of all rounds, from after the warm-up.",
    figures: told.flatMap(({ figures }) => figures),
    targets: told.flatMap(({ targets }) => targets),
    rounds,
  };
}

function tellLoad(
  { what, files, bytesEach }: Load,
  all: readonly DownloadRound[],
): { readonly figures: Figure[]; readonly targets: Target[] } {
  const of = (which: Which): readonly DownloadRound[] =>
    all.filter((round) => round.load === what && round.which === which);
  const compare = (read: (round: DownloadRound) => number): { readonly ours: number; readonly peer: number } => ({
    ours: medianOf(of("ours"), read),
    peer: medianOf(of("plain"), read),
  });
  const speed = compare((round) => round.mibPerSecond);
  const intoSink = medianOf(of("sink"), (round) => round.mibPerSecond);
  const gib = (files * bytesEach) / MIB / 1024;
  const growth = (which: Which): number => Math.max(...of(which).map(({ rssGrowthBytes }) => rssGrowthBytes / 1e6));
  return {
    figures: [
      { what: `${what}: throughput`, unit: "MiB/s", ...speed },
      {
        what: `${what}: throughput, beside a copy to a server that only counts`,
        unit: "MiB/s",
        ours: speed.ours,
        peer: intoSink,
      },
      {
        what: `${what}: CPU of the downloading process`,
        unit: "s per GiB",
        ...compare(({ cpuSeconds }) => cpuSeconds / gib),
      },
      {
        what: `${what}: CPU of simulator and storage`,
        unit: "s per GiB",
        ...compare(({ otherCpuSeconds }) => otherCpuSeconds / gib),
      },
      { what: `${what}: growth of its RSS`, unit: "MB", ours: growth("ours"), peer: growth("plain") },
    ],
    targets: [
      {
        what: `${what}: throughput beside a plain copy`,
        unit: "%",
        value: (speed.ours / speed.peer) * 100,
        bound: "at least",
        limit: 80,
      },
      { what: `${what}: growth of RSS`, unit: "MB", value: growth("ours"), bound: "at most", limit: 100 },
    ],
  };
}
