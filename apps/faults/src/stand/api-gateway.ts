import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@hailuo-queue/local";
import { inRepository } from "../places.ts";
import { endWithUs } from "../processes/end-with-us.ts";
import { until } from "./until.ts";

/**
 * The HTTP API as it is deployed, in a process of its own; when it ends it is started again at the same port, as a
 * process manager does.
 */
export interface ApiGateway extends AsyncDisposable {
  readonly url: string;
  /** 0 between two lives. */
  pid(): number;
  /** How each life but the last ended, e.g. `1` or `SIGKILL`. */
  ends(): readonly string[];
}

const RESTART_MS = 100;
const START_LIMIT_MS = 30_000;

export async function startApiGateway({
  environment,
  directory,
}: {
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
}): Promise<ApiGateway> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const ends: string[] = [];
  let closing = false;
  let child = start();

  function start(): ReturnType<typeof spawn> {
    const log = openSync(join(directory, "gateway.log"), "a");
    const started = spawn(process.execPath, [inRepository("apps/gateway/dist/main.js")], {
      env: { ...environment, HAILUO_GATEWAY_PORT: String(port) },
      detached: true,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    endWithUs(started);
    void once(started, "exit").then(async ([code, signal]) => {
      if (closing) return;
      ends.push(String(signal ?? code));
      await pause(RESTART_MS);
      if (!closing) child = start();
    });
    return started;
  }

  await until("the gateway answers", () => isReady(url), { limitMs: START_LIMIT_MS });
  return {
    url,
    pid: () => (child.exitCode === null && child.signalCode === null ? (child.pid ?? 0) : 0),
    ends: () => ends,
    async [Symbol.asyncDispose]() {
      closing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      // One that is kept busy does not hear it.
      const kill = setTimeout(() => child.kill("SIGKILL"), START_LIMIT_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}
