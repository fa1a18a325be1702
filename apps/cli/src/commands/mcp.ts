import { existsSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { createClient, type HailuoClient } from "@hailuo-queue/client";
import { InvalidInputError, optional } from "@hailuo-queue/contracts";
import { startGateway } from "@hailuo-queue/gateway";
import { serveStdio } from "@hailuo-queue/mcp";
import { createScope, type Scope } from "@hailuo-queue/runtime";
import { readCliSettings, readGatewaySettings, readMcpSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printLine, type Shell } from "../shell.ts";
import { endsWithin } from "../stand/ends-within.ts";
import { withFolderDefaults } from "../stand/kept-for-good.ts";
import { openStand } from "../stand/open-stand.ts";
import { startWorkers } from "../stand/start-workers.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";
import { useRedis } from "../stand/use-redis.ts";
import { say } from "../words/say.ts";

export interface McpOptions {
  /** A gateway elsewhere, which HAILUO_KEY opens. */
  readonly gateway?: string;
  readonly tenant: string;
  /** Whether workers run in this process, too. */
  readonly work?: boolean;
  /** Makes videos with a simulated provider, so many times as fast as the real one. */
  readonly simulate?: number | true;
  readonly out?: string;
}

/** What the tools call, and where the videos are that they make. */
interface Place {
  readonly client: HailuoClient;
  readonly pathOf?: (objectKey: string) => string | undefined;
  /** Aborts, with the reason, when it cannot be used any more. */
  readonly lost?: AbortSignal;
}

/**
 * Speaks the Model Context Protocol over standard input and output until the client closes it. Standard output belongs
 * to the protocol: all that people read goes to standard error.
 */
export async function mcp(options: McpOptions, shell: Shell): Promise<ExitCode> {
  const { HAILUO_MCP_ASK_ABOVE: askAbove, HAILUO_SHUTDOWN_GRACE_MS: graceMs } = readMcpSettings(shell.env);
  const ending = new AbortController();
  void untilInterrupted(shell).then(() => ending.abort());
  const scope = createScope();
  try {
    const { client, pathOf, lost } = await openPlace(options, scope, shell);
    lost?.addEventListener("abort", () => ending.abort(), { once: true });
    await serveStdio(
      { input: Readable.from(shell.stdin), output: outputOf(shell), signal: ending.signal },
      {
        client,
        askAboveMicroUsd: askAbove ?? Number.POSITIVE_INFINITY,
        readsFiles: true,
        ...optional({ pathOf }),
      },
    );
    if (lost?.aborted === true) throw lost.reason;
  } finally {
    if (!(await endsWithin(graceMs, scope, shell))) shell.exitNow(EXIT.someFailed);
  }
  return EXIT.allSucceeded;
}

async function openPlace(options: McpOptions, scope: Scope, shell: Shell): Promise<Place> {
  const { gateway, work, simulate } = options;
  if (gateway !== undefined) {
    if (work === true || simulate !== undefined)
      throw new InvalidInputError("bad_usage", say`--gateway has workers of its own; leave out --work and --simulate.`);
    return { client: elsewhere(gateway, shell) };
  }
  if (work === true || simulate !== undefined) return withWorkers(options, scope, shell);
  const settings = readGatewaySettings(withFolderDefaults({ ...QUIET, ...shell.env, ...placed(options) }));
  const redis = scope.use(await useRedis(readCliSettings(shell.env), { what: "mcp", makes: true }, shell));
  return openGateway({ ...settings, REDIS_URL: redis.url }, options, { scope, lost: redis.lost });
}

function elsewhere(baseUrl: string, shell: Shell): HailuoClient {
  const { HAILUO_KEY: apiKey } = readMcpSettings(shell.env);
  if (apiKey === undefined)
    throw new InvalidInputError("no_key", say`Set HAILUO_KEY to a key of that gateway (\`hailuo keys create\`).`);
  return createClient({ baseUrl, apiKey, attempts: 3 });
}

/** This process makes the videos, too. */
async function withWorkers(options: McpOptions, scope: Scope, shell: Shell): Promise<Place> {
  const note = (line: string): void => printLine(shell.stderr, line);
  const stand = await openStand(optional({ simulate: options.simulate, out: options.out }), shell.env, note);
  scope.defer(async () => stand[Symbol.asyncDispose]());
  scope.use(await startWorkers(stand.settings, stand.pool));
  const { REDIS_URL, HAILUO_OUT, HAILUO_LOG_LEVEL } = stand.settings;
  const env = { ...shell.env, REDIS_URL, HAILUO_OUT, HAILUO_LOG_LEVEL, ...placed({}) };
  return openGateway({ ...readGatewaySettings(env), REDIS_URL }, options, { scope, lost: stand.lost });
}

/** A gateway without a port: nobody else on this machine can call it. */
async function openGateway(
  settings: Parameters<typeof startGateway>[0],
  { tenant }: McpOptions,
  { scope, lost }: { readonly scope: Scope; readonly lost: AbortSignal },
): Promise<Place> {
  const gateway = await startGateway(settings, { listens: false });
  scope.defer(gateway.close);
  const client = createClient({
    baseUrl: "http://gateway.invalid",
    apiKey: "none",
    fetch: gateway.fetchAs({ tenant, role: "submit" }),
    attempts: 1,
  });
  const { HAILUO_OUT: out } = settings;
  return { client, lost, ...(out.startsWith("s3://") ? {} : { pathOf: (key: string) => pathIn(out, key) }) };
}

/** A batch of `hailuo run` may have a place of its own. */
function pathIn(out: string, key: string): string | undefined {
  const path = join(out, key);
  return existsSync(path) ? path : undefined;
}

const QUIET = { HAILUO_LOG_LEVEL: "warn" } as const;

/** A gateway without a port hears no callbacks. */
function placed({ out }: Pick<McpOptions, "out">): Readonly<Record<string, string>> {
  return { HAILUO_CALLBACK_URL: "", ...optional({ HAILUO_OUT: out }) };
}

function outputOf({ stdout }: Shell): Writable {
  return new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      stdout.write(text);
      done();
    },
  });
}
