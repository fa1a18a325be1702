import { once } from "node:events";
import { Worker } from "node:worker_threads";

/**
 * Loaded into a worker process before its program (`node --import`): starts a thread that is the process's debugger,
 * and waits until its breakpoints are set.
 */
const order = new URL(import.meta.url).searchParams.get("order");
// Without execArgv the thread would load this file again.
const thread = new Worker(new URL("./debugger-thread-child.js", import.meta.url), {
  workerData: { order },
  execArgv: [],
});
await once(thread, "message");
thread.unref();
