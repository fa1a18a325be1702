import { type GenerationRequest, optional, type VideoProvider } from "@hailuo-queue/contracts";
import type { CreateAnswer } from "./decide-create.ts";
import { neverSignal } from "./never-signal.ts";

/** The POST. Whatever happens comes back as a value: nothing that may have been bought is lost to an exception. */
export async function askForTask(
  provider: Pick<VideoProvider, "createTask">,
  request: GenerationRequest,
  { account, callbackUrl }: { readonly account: string; readonly callbackUrl: string | undefined },
): Promise<CreateAnswer> {
  // A shutdown does not abort it: an aborted create may have been accepted. The client's own timeout bounds it.
  const never = neverSignal();
  try {
    // COSTS MONEY. The intent (state creating, submittedAt) is in the record.
    return await provider.createTask(request, { signal: never, account, ...optional({ callbackUrl }) });
  } catch (error) {
    return { error };
  }
}
