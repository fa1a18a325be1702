import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** The same code, which starts in half the time; see infra/tests/bundle-programs.mjs. */
// oxlint-disable-next-line node/no-process-env -- a test as well
const bundles = process.env["HAILUO_TEST_PROGRAMS"];
const main = bundles === undefined ? built : join(bundles, "dashboard.mjs");

export interface DashboardProcess {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the dashboard as it runs for users, from the build. It is a process of its own, since a dependency of
 * bull-board is an ES module that CommonJS requires: Node can do that, Jest's module system on Node 20 cannot.
 */
export async function startDashboardProcess(env: Readonly<Record<string, string>>): Promise<DashboardProcess> {
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    const url = /"url":"(http:[^"]+)"/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stderr.resume();
    return { url, close };
  }
  throw new Error(`The dashboard did not start:\n${lines.join("\n")}`);
}
