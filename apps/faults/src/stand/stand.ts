import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optional } from "@hailuo-queue/contracts";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import type { SimulatorOptions } from "@hailuo-queue/simulator";
import { openObjectStore } from "@hailuo-queue/storage";
import type { CampaignWorld } from "../campaign.ts";
import { type Child, startChild } from "../processes/child-process.ts";
import type { StorageReady } from "../storage-child.ts";
import { type Books, openBooks } from "./books.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import { startRedisServer } from "./redis-server.ts";
import type { Stage } from "./worker-process.ts";

const BUCKET = "videos";
const KEYS = { accessKeyId: "faults", secretAccessKey: "faults-secret-faults-secret" };

export interface StandOptions {
  readonly world: CampaignWorld;
  readonly name: string;
  readonly simulated: SimulatorOptions;
  readonly maxInFlight: number;
  readonly createPerMinute: number;
  /** Opens what workers are given as REDIS_URL, in this folder; default: one Redis with an append-only file. */
  readonly openRedis?: (directory: string) => Promise<AsyncDisposable & { readonly url: string }>;
  /** Whether the storage keeps what it is given; default true. */
  readonly keep?: boolean;
  /**
   * Workers reach simulator and storage past the gateways, which then cut nobody off and cost nothing. Default false.
   */
  readonly direct?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where videos go: the S3 server, or the stand's `videos`. Default `s3`. */
  readonly out?: "s3" | "folder";
}

/** Everything that a deployment has, each in a process of its own, and nothing that it has not. */
export interface Stand extends AsyncDisposable {
  readonly directory: string;
  /** Where videos go with `out: "folder"`. */
  readonly videos: string;
  readonly redisUrl: string;
  /** Of the simulator itself, past its gateway. */
  readonly simulatorUrl: string;
  readonly books: Books;
  readonly storage: Child<StorageReady>;
  /** Between workers and the simulator, and between workers and storage. */
  readonly provider: Gateway;
  readonly storageGateway: Gateway;
  readonly prefix: string;
  /** What workers see. */
  readonly environment: Readonly<Record<string, string>>;
  /** `count` of each stage; all stages by default. */
  startFleet(count: number, stages?: readonly Stage[]): Fleet;
  openProducer(): Promise<Producer>;
  readObject(key: string): Promise<Buffer | undefined>;
  /** Closed with the stand, the last one first. */
  use<Resource extends AsyncDisposable>(resource: Resource): Resource;
  /** Its folder with the logs stays when something went wrong. */
  keepDirectory(): void;
}

export async function openStand(options: StandOptions): Promise<Stand> {
  const { world, name } = options;
  const directory = await realpath(await mkdtemp(join(tmpdir(), `hailuo-faults-${name}-`)));
  const opened: AsyncDisposable[] = [];
  let kept = false;
  const use = <Resource extends AsyncDisposable>(resource: Resource): Resource => {
    opened.push(resource);
    return resource;
  };
  const close = async (): Promise<void> => {
    for (const resource of opened.toReversed()) await resource[Symbol.asyncDispose]();
    if (kept) world.note(`${name}: the logs stay in ${directory}`);
    else await rm(directory, { recursive: true, force: true });
  };
  try {
    const redisDirectory = join(directory, "redis");
    const openRedis =
      options.openRedis ??
      ((): ReturnType<typeof startRedisServer> => startRedisServer({ world, directory: redisDirectory }));
    const { url: redisUrl } = use(await openRedis(redisDirectory));
    const { maxInFlight, createPerMinute } = options;
    const limits = { maxInFlight, createPerMinute, v2MaxInFlight: maxInFlight, v2CreatePerMinute: createPerMinute };
    const simulated: SimulatorOptions = { seed: world.seed, ...limits, ...options.simulated };
    const simulator = use(
      await startChild<{ readonly url: string; readonly port: number }>("simulator-child", simulated, world.path),
    );
    const keep = (options.keep ?? true) ? "disk" : "nothing";
    const storage = use(
      await startChild<StorageReady>("storage-child", { ...KEYS, bucket: BUCKET, keep, directory }, world.path),
    );
    const provider = use(await openGateway(simulator.ready.port));
    const storageGateway = use(await openGateway(storage.ready.port));
    const direct = options.direct ?? false;
    const prefix = "faults";
    const videos = join(directory, "videos");
    const environment: Record<string, string> = {
      PATH: world.path,
      HOME: directory,
      TMPDIR: directory,
      REDIS_URL: redisUrl,
      HAILUO_PREFIX: prefix,
      MINIMAX_API_KEY: "sk-faults-not-a-real-key",
      MINIMAX_BASE_URL: direct ? simulator.ready.url : provider.url,
      MINIMAX_DIALECT: "minimax-v1",
      MINIMAX_TIMEOUT_MS: "5000",
      HAILUO_OUT: options.out === "folder" ? videos : `s3://${BUCKET}`,
      S3_ENDPOINT: direct ? storage.ready.endpoint : storageGateway.url,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      HAILUO_MAX_IN_FLIGHT: String(maxInFlight),
      HAILUO_CREATE_PER_MINUTE: String(createPerMinute),
      HAILUO_V2_MAX_IN_FLIGHT: String(maxInFlight),
      HAILUO_V2_CREATE_PER_MINUTE: String(createPerMinute),
      HAILUO_POLL_MIN_MS: "100",
      HAILUO_POLL_MAX_MS: "300",
      HAILUO_HEALTH_HOST: "127.0.0.1",
      HAILUO_HEALTH_PORT: "0",
      ...options.environment,
    };
    const store = openObjectStore(`s3://${BUCKET}`, {
      endpoint: storage.ready.endpoint,
      region: "us-east-1",
      credentials: KEYS,
    });
    use({ [Symbol.asyncDispose]: () => store.close() });
    return {
      directory,
      videos,
      redisUrl,
      simulatorUrl: simulator.ready.url,
      books: openBooks(simulator.ready.url),
      storage,
      provider,
      storageGateway,
      prefix,
      environment,
      startFleet: (count, stages) => use(startFleet({ environment, directory, count, ...optional({ stages }) })),
      openProducer: () => openProducer({ redisUrl, prefix }),
      async readObject(key) {
        const body = await store.get(key);
        if (body === undefined) return undefined;
        const chunks: Uint8Array[] = [];
        for await (const chunk of body) chunks.push(chunk);
        return Buffer.concat(chunks);
      },
      use,
      keepDirectory: () => void (kept = true),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
