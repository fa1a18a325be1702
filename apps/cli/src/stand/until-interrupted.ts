import type { Shell } from "../shell.ts";

/** Waits for Ctrl-C or SIGTERM; after it a second one ends the process at once, whatever is still closing. */
export function untilInterrupted(shell: Shell): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    shell.onInterrupt(() => {
      if (asked) shell.exitNow(130);
      asked = true;
      resolve();
    });
  });
}
