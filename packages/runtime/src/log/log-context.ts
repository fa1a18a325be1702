import { AsyncLocalStorage } from "node:async_hooks";
import { type GenerationRecord, traceIdOf, optional } from "@hailuo-queue/contracts";

interface Context {
  readonly generationId: string;
  fields: Readonly<Record<string, string>>;
  traceparent?: string;
}

const current = new AsyncLocalStorage<Context>();

/** Whatever is logged within `work` names the batch, the custom_id and the trace of this generation, once known. */
export function inLogContext<Result>(generationId: string, work: () => Result): Result {
  return current.run({ generationId, fields: {} }, work);
}

/** What was learned of a generation; of any other than the one that is worked on it changes nothing. */
export function noteInLog({
  id,
  batchId,
  customId,
  trace,
}: Pick<GenerationRecord, "id"> & Partial<Pick<GenerationRecord, "batchId" | "customId" | "trace">>): void {
  const context = current.getStore();
  if (context?.generationId !== id) return;
  context.fields = {
    ...context.fields,
    ...optional({ batch: batchId, custom_id: customId }),
    ...(trace === undefined ? {} : { trace: traceIdOf(trace) }),
  };
  if (trace !== undefined) context.traceparent = trace;
}

/** The `traceparent` of the generation that is worked on, once known. */
export function logContextTrace(): string | undefined {
  return current.getStore()?.traceparent;
}

/** What each line has besides its own fields. */
export function logContextFields(): Readonly<Record<string, string>> {
  return current.getStore()?.fields ?? {};
}
