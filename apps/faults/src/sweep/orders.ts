import { pathToFileURL } from "node:url";
import { inRepository } from "../places.ts";
import type { AwaitPoint } from "./find-awaits.ts";

/** `before` the awaited call is made, `during` it, `after` it is over and before the next statement. */
export const MOMENTS = ["before", "during", "after"] as const;
export type Moment = (typeof MOMENTS)[number];

/** What a worker's debugger thread shall do. */
export type DebuggerOrder =
  /** Count how often each point is passed, and keep the counts in a file of this folder. */
  | { readonly type: "count"; readonly points: readonly AwaitPoint[]; readonly directory: string }
  /** End the process at the point, when it is passed for the nth time. `duringMs`: how long after the call was made. */
  | {
      readonly type: "kill";
      readonly point: AwaitPoint;
      readonly nth: number;
      readonly moment: Moment;
      readonly duringMs: number;
    };

/** Words for Node that put the debugger thread into a process. `orderFile` holds a DebuggerOrder as JSON. */
export function nodeOptionsFor(orderFile: string): readonly string[] {
  const preload = pathToFileURL(inRepository("apps/faults/dist/debugger-preload-child.js"));
  preload.searchParams.set("order", orderFile);
  return ["--import", preload.href];
}
