import type { ChildProcess } from "node:child_process";

const children = new Set<ChildProcess>();

process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** No process outlives the campaign, unless the campaign itself is killed. */
export function endWithUs(child: ChildProcess): void {
  children.add(child);
  child.once("exit", () => void children.delete(child));
}
