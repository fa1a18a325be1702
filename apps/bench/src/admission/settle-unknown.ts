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
  for (const { id, request } of items) {
    const taskId = bought.get(request.prompt ?? "");
    await producer.resolve(id, taskId === undefined ? { action: "resubmit" } : { action: "task", taskId });
  }
  return items.length;
}
