import { openStand, shareRedis, type Stand, startWorker } from "@hailuo-queue/e2e";
import { createScope } from "@hailuo-queue/runtime";
import type { SimulatorOptions } from "@hailuo-queue/simulator";
import { CERTIFICATE, openRecorder } from "./open-recorder.ts";
import type { RecordedCall } from "./recorded-call.ts";

/** How a door is opened. */
export interface DoorOptions {
  /** Of the provider behind the queue. */
  readonly simulated?: SimulatorOptions;
  /** Serves HTTPS, with a certificate that programs of Node trust by `env`. Default false. */
  readonly tls?: boolean;
  /** Of the gateway alone. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A gateway with its workers before a simulator, as a program of others meets it. */
export interface Door extends AsyncDisposable {
  readonly stand: Stand;
  /** Of the gateway, without a slash at the end; what goes there is recorded. */
  readonly url: string;
  /** A key of the tenant `acme`, which may submit. */
  readonly key: string;
  /** What a program of Node needs to trust the door; nothing is inherited but PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** All that programs have sent so far. */
  readonly calls: readonly RecordedCall[];
  /** The gateway gets the next call, and its answer is lost on the way back. */
  loseNextAnswer(): void;
  /** The gateway gets the next calls, and the connection of each breaks before the answer. */
  breakNextCalls(count: number): void;
}

/** Starts them with a Redis of their own; all of it ends with the door. */
export async function openDoor({ simulated = {}, tls = false, env = {} }: DoorOptions = {}): Promise<Door> {
  const scope = createScope();
  try {
    const stand = await openStand(simulated);
    scope.defer(async () => stand[Symbol.asyncDispose]());
    await shareRedis(stand);
    const recorder = await openRecorder({ tls });
    scope.defer(recorder.close);
    const gateway = stand.start(["gateway", "--port", "0", "--json"], {
      env: { HAILUO_GATEWAY_PUBLIC_URL: recorder.url, ...env },
    });
    const [ready, created] = await Promise.all([
      gateway.jsonLine(({ type }) => type === "gateway"),
      stand.run(["keys", "create", "--tenant", "acme", "--json"]),
      startWorker(stand, "all"),
    ]);
    recorder.handTo(String(ready["url"]));
    return {
      stand,
      url: recorder.url,
      key: /"(?:token|key)":"([^"]+)"/.exec(created.stdout)?.[1] ?? "",
      env: { PATH: process.env["PATH"] ?? "", HOME: stand.directory, ...(tls && { NODE_EXTRA_CA_CERTS: CERTIFICATE }) },
      calls: recorder.calls,
      loseNextAnswer: recorder.loseNextAnswer,
      breakNextCalls: recorder.breakNextCalls,
      [Symbol.asyncDispose]: () => scope.close(),
    };
  } catch (error) {
    await scope.close();
    throw error;
  }
}
