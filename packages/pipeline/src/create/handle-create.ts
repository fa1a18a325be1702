import { begun, type Outcome, type RunOf, type StageHandler, type StageJob, ungranted } from "@hailuo-queue/contracts";
import type { CreateParts } from "../parts.ts";
import { askForTask } from "./ask-for-task.ts";
import { callbackUrlOf } from "./callback-addresses.ts";
import { runOfJob } from "./create-run.ts";
import { decideCreate, decideUnfilled } from "./decide-create.ts";
import { createResumer } from "./resume-create.ts";
import { createSettler } from "./settle-create.ts";

/**
 * A process that stood still (stopped, starved, cut off from Redis) for longer than this has lost its job's lock or is
 * about to: another worker may have parked the generation, and a user may have decided on it. It must not buy any more.
 */
const LONGEST_BEGIN_MS = 10_000;

/** Asks the provider for a task for one admitted generation. */
export function createCreateHandler(parts: CreateParts): StageHandler {
  const { ledger, guard, inputs, callbacks, settings, clock, random } = parts;
  const settler = createSettler(parts);
  const resume = createResumer(parts, settler);

  return async ({ job, signal }) => {
    signal.throwIfAborted();
    const { generationId: id } = job;
    const of = runOfJob(job);
    if (parts.onlyBatch !== undefined && (of.batchId ?? (await ledger.get(id))?.batchId) !== parts.onlyBatch)
      return leave(job, of);
    const askedAt = clock.now();
    const token = String(random());
    const { createTimeoutMs: holdMs, taskDeadlineMs } = settings;
    const moved = await ledger.transition(id, begun(of, { holdMs, taskDeadlineMs, token }));
    if (moved.outcome !== "moved" || moved.request === undefined)
      return resume(job, moved.outcome === "not_moved" ? moved.record : undefined);
    const { request, tenant = "" } = moved;

    // Nothing was sent yet: a Redis that cannot say so, such as a Cluster in the middle of its failover, costs a turn
    // and parks nothing.
    if (!(await guard.isSafe(id, token).catch(() => false))) return settler.giveBack(id, of, "intent-not-safe");
    const [filled, callbackUrl] = await Promise.all([
      inputs.fill(request, tenant).then(
        (whole) => ({ request: whole }),
        (error: unknown) => ({ error }),
      ),
      callbackUrlOf(callbacks, of.account, { id, run: of.run }),
    ]);
    if (clock.now() - askedAt > LONGEST_BEGIN_MS) return settler.giveBack(id, of, "begin-came-late");
    if ("error" in filled) return settler.settle(id, of, request, decideUnfilled(filled.error));
    const answer = await askForTask(parts.provider, filled.request, { account: of.account, callbackUrl });
    if ("taskId" in answer && callbackUrl !== undefined) callbacks?.refusals.taken(of.account);
    return settler.settle(id, of, request, decideCreate(answer, callbackUrl !== undefined));
  };

  /**
   * Another batch's, that this process must not buy: its grant goes back, so that no slot waits for whoever left it.
   */
  async function leave(job: StageJob, of: RunOf): Promise<Outcome> {
    const left = await ledger.transition(job.generationId, ungranted(of));
    if (left.outcome === "moved") return { type: "done" };
    return resume(job, left.outcome === "not_moved" ? left.record : undefined);
  }
}
