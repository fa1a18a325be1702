import { UnavailableError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { readTasks } from "./books.ts";

/**
 * Does what a user does for creates whose answer died with their worker: looks up at the provider whether they were
 * accepted, and says so. Returns how many were settled.
 */
export async function settleUnknown(producer: Producer, simulatorUrl: string): Promise<number> {
  const { items } = await producer.list({ state: "submission_unknown" });
  if (items.length === 0) return 0;
  const bought = new Map((await readTasks(simulatorUrl)).map(({ prompt, id }) => [prompt, id]));
  let settled = 0;
  for (const { id, request } of items) {
    const taskId = bought.get(request.prompt ?? "");
    const deciding = producer.resolve(id, taskId === undefined ? { action: "resubmit" } : { action: "task", taskId });
    // Whoever was asked may have been killed: this one is decided the next time.
    const receipt = await deciding.catch((error: unknown) =>
      error instanceof UnavailableError ? undefined : Promise.reject(error),
    );
    if (receipt !== undefined && receipt.result !== "refused") settled += 1;
  }
  return settled;
}
