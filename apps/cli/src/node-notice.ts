import { printLine, type Shell } from "./shell.ts";
import { say } from "./words/say.ts";

/** Commands that run for as long as the work or the service does; the others answer and end. */
const LONG_RUNNING = new Set(["run", "worker", "gateway", "dashboard", "simulate"]);
/** Older ones get no security fixes any more. */
export const OLDEST_MAINTAINED = 22;

/** Tells a person at a terminal, once for each start of a long-running command, that an old Node should be replaced. */
export function printNodeNotice(command: string, shell: Pick<Shell, "nodeVersion" | "stderr">): void {
  if (
    !LONG_RUNNING.has(command) ||
    shell.stderr.isTTY !== true ||
    Number.parseInt(shell.nodeVersion, 10) >= OLDEST_MAINTAINED
  )
    return;
  printLine(
    shell.stderr,
    say`note: Node ${shell.nodeVersion} gets no more security fixes; Node 24 is recommended (https://nodejs.org).`,
  );
}
