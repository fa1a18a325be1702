import { InvalidInputError } from "@hailuo-queue/contracts";
import { createLogger } from "../../log/create-logger.ts";
import { runUntilSignal } from "../run-until-signal.ts";

const behaviour = process.argv[2] ?? "";
const logger = createLogger({ name: "fixture", level: "info" });

await runUntilSignal({
  graceMs: behaviour === "closes-slowly" ? 50 : 60_000,
  logger,
  start: async (scope, signal) => {
    scope.defer(() => console.log("closed the first"));
    if (behaviour === "bad-settings") throw new InvalidInputError("invalid_settings", "MINIMAX_API_KEY is not set");
    if (behaviour === "fails-to-start") throw new Error("no way");
    if (behaviour === "closes-slowly" || behaviour === "never-closes") scope.defer(() => new Promise(() => undefined));
    if (behaviour === "fails-to-close") scope.defer(() => Promise.reject(new Error("stuck")));
    scope.defer(() => console.log("closed the last"));
    // A handle that nobody closes: the process must end all the same.
    setInterval(() => undefined, 60_000);
    if (behaviour === "crashes") setImmediate(() => { throw new Error("nobody caught this"); });
    if (behaviour === "rejects") void Promise.reject(new Error("nobody awaited this"));
    if (behaviour === "starts-slowly") {
      console.log("starting");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      scope.defer(() => console.log("closed what came late"));
      return;
    }
    console.log("started");
  },
});
