import { optional } from "@hailuo-queue/contracts";
import { startGateway } from "@hailuo-queue/gateway";
import { readCliSettings, readGatewaySettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { withFolderDefaults } from "../stand/kept-for-good.ts";
import { rejectionOf } from "../stand/rejection-of.ts";
import { useRedis } from "../stand/use-redis.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";
import { say } from "../words/say.ts";

export interface GatewayOptions {
  readonly port?: number;
  readonly json: boolean;
}

/** Serves the HTTP API until Ctrl-C, on the Redis of REDIS_URL or the embedded one. */
export async function gateway({ port, json }: GatewayOptions, shell: Shell): Promise<ExitCode> {
  const env = port === undefined ? shell.env : { ...shell.env, HAILUO_GATEWAY_PORT: String(port) };
  const interrupted = untilInterrupted(shell);
  const settings = readGatewaySettings(withFolderDefaults(env));
  const redis = await useRedis(readCliSettings(env), { what: "gateway", makes: true }, shell);
  try {
    const door = await startGateway({ ...settings, REDIS_URL: redis.url });
    if (json)
      printJson(shell.stdout, { type: "gateway", url: door.url, ...optional({ minimax_url: door.minimaxUrl }) });
    else {
      printLine(
        shell.stdout,
        say`The gateway is at ${door.url}, its pages at ${door.url}/api/v1/docs; Ctrl-C stops it.`,
      );
      if (door.minimaxUrl !== undefined)
        printLine(shell.stdout, say`Programs for MiniMax's API use ${door.minimaxUrl}.`);
    }
    try {
      await Promise.race([interrupted, rejectionOf(redis.lost)]);
    } finally {
      await door.close();
    }
  } finally {
    await redis.close();
  }
  return EXIT.allSucceeded;
}
