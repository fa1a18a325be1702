import type { Shell } from "./shell.ts";

/** Of the command lines that submit: what they submit belongs to the trace of `TRACEPARENT`, or to one of their own. */
const SUBMIT = new Set(["run", "submit"]);

/** OpenTelemetry is loaded where its variables ask for it, and for no other command. */
export async function inTrace(command: string, env: Shell["env"], work: () => Promise<unknown>): Promise<void> {
  const wanted = (env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? "") !== "";
  if (!SUBMIT.has(command) || !(wanted || "TRACEPARENT" in env)) return void (await work());
  const { readTraceparent, withTrace } = await import("@hailuo-queue/contracts");
  const { openTracing } = await import("@hailuo-queue/runtime");
  const caller = readTraceparent(env["TRACEPARENT"]);
  const tracing = await openTracing("cli", env);
  const span = tracing?.begin(`hailuo ${command}`, { parent: caller });
  try {
    await withTrace(span?.traceparent ?? caller, work);
    span?.end();
  } catch (error) {
    span?.end({ error: error instanceof Error ? error.name : "error" });
    throw error;
  } finally {
    await tracing?.close();
  }
}
