import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { type InspectorNotification, Session } from "node:inspector";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { DebuggerOrder } from "./sweep/orders.ts";

type KillOrder = Extract<DebuggerOrder, { readonly type: "kill" }>;
type CountOrder = Extract<DebuggerOrder, { readonly type: "count" }>;

/** A step that does not come to its end: the awaited work never does. */
const STEP_LIMIT_MS = 3000;
const COUNT_EVERY_MS = 100;

// The session alone does not keep the thread alive.
const alive = setInterval(() => undefined, 60_000);
const session = new Session();
session.connectToMainThread();
const order = JSON.parse(readFileSync((workerData as { readonly order: string }).order, "utf8")) as DebuggerOrder;
await post("Debugger.enable");
if (order.type === "count") await count(order);
else await killAt(order);
parentPort?.postMessage("ready");
alive.ref();

async function count({ points, directory }: CountOrder): Promise<void> {
  for (const { name, url, line, column } of points) {
    const key = JSON.stringify(name);
    // Never true, so it never stops: it only counts.
    const condition = `((globalThis.passedAwaits ??= {})[${key}] = (globalThis.passedAwaits[${key}] ?? 0) + 1, false)`;
    await post("Debugger.setBreakpointByUrl", { url, lineNumber: line, columnNumber: column, condition });
  }
  setInterval(() => void keepCounts(directory), COUNT_EVERY_MS);
}

async function keepCounts(directory: string): Promise<void> {
  const { result } = (await post("Runtime.evaluate", {
    expression: "JSON.stringify(globalThis.passedAwaits ?? {})",
  })) as {
    readonly result: { readonly value: string };
  };
  const file = join(directory, `${process.pid}.json`);
  writeFileSync(`${file}.new`, result.value);
  renameSync(`${file}.new`, file);
}

async function killAt({ point, nth, moment, duringMs }: KillOrder): Promise<void> {
  let passed = 0;
  let stepping = false;
  const { breakpointId } = (await post("Debugger.setBreakpointByUrl", {
    url: point.url,
    lineNumber: point.line,
    columnNumber: point.column,
  })) as { readonly breakpointId: string };
  session.on("Debugger.paused", (_paused: InspectorNotification<object>) => {
    if (stepping || moment === "before") {
      passed += 1;
      if (stepping || passed >= nth) return die();
      return void post("Debugger.resume");
    }
    passed += 1;
    if (passed < nth) return void post("Debugger.resume");
    stepping = true;
    void letGo(breakpointId);
  });

  async function letGo(breakpoint: string): Promise<void> {
    await post("Debugger.removeBreakpoint", { breakpointId: breakpoint });
    setTimeout(die, moment === "during" ? duringMs : STEP_LIMIT_MS);
    await post(moment === "during" ? "Debugger.resume" : "Debugger.stepOver");
  }
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

function post(method: string, parameters: object = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, parameters, (error, answer) => (error === null ? resolve(answer) : reject(error)));
  });
}
