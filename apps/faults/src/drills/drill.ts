import type { Producer, TroubleCause } from "@hailuo-queue/producer";
import type { SimulatorSettings } from "@hailuo-queue/simulator";
import type { Page } from "playwright-core";
import type { Gateway } from "../stand/gateway.ts";
import type { Stand } from "../stand/stand.ts";
import type { Stage } from "../stand/worker-process.ts";

/** What a drill works with. */
export interface DrillWorld {
  readonly stand: Stand & { readonly redisGateway: Gateway };
  readonly producer: Producer;
  /** Signed in with the password, on `/`. */
  readonly page: Page;
  /** Changes how the provider behaves from now on. */
  configure(settings: SimulatorSettings): Promise<void>;
  /** Starts workers that were not there. */
  startWorkers(stages?: readonly Stage[]): void;
}

/** This machine lacks what a drill needs; the message says what. The drill is then skipped. */
export class LackingError extends Error {}

/** One kind of trouble: how it is made, how the page names it, and how it is mended. */
export interface Drill {
  readonly name: string;
  /** Of the diagnosis; one of them has to be named. Undefined: the page itself says it, see `says`. */
  readonly causes?: readonly TroubleCause[];
  /** What stands in the page instead. */
  readonly says?: RegExp;
  /** Stages that run from the beginning; default all. */
  readonly stages?: readonly Stage[];
  readonly simulated?: SimulatorSettings;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where videos go: the S3 server, or a folder of the stand's. Default `s3`. */
  readonly out?: "s3" | "folder";
  /** Whether it is in the short form; default false. */
  readonly inShort?: true;
  /**
   * Makes the trouble.
   * @throws a LackingError where this machine cannot.
   */
  make(world: DrillWorld): Promise<void>;
  /** `page`: all that has to be done is done in the page. `elsewhere`: what the page cannot do. */
  readonly mendedIn: "page" | "elsewhere" | "both";
  mend(world: DrillWorld): Promise<void>;
  /** Whether it is over. */
  isMended(world: DrillWorld): Promise<boolean>;
}
