import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** The same code, which starts in half the time; see infra/tests/bundle-programs.mjs. */
// oxlint-disable-next-line node/no-process-env -- a test as well
const bundles = process.env["HAILUO_TEST_PROGRAMS"];
const main = bundles === undefined ? built : join(bundles, "gateway.mjs");

export interface GatewayProcess {
  readonly url: string;
  readonly pid: number;
  /** How it ended, whoever ended it: its exit code or signal. */
  readonly ended: Promise<string>;
  /** All that it wrote. */
  output(): string;
  close(): Promise<void>;
}

/** Starts the gateway as it runs for users, from the build, in a process of its own. */
export async function startGatewayProcess(env: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /"url":"(http:[^"]+)"/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stderr.resume();
    return {
      url,
      pid: child.pid ?? 0,
      ended: ended.then(([code, signal]) => String(signal ?? code)),
      output: () => output,
      close: async () => {
        child.kill("SIGTERM");
        await ended;
      },
    };
  }
  throw new Error(`The gateway did not start:\n${output}`);
}
