import type { Callbacks } from "./callbacks.ts";
import { V2_WORDS } from "./dialects/minimax-v2.ts";
import { keyRefusal, windowRefusal } from "./gate.ts";
import { faultedReply, type ReadCall, refusedRead } from "./read-calls.ts";
import { refusal } from "./refusals.ts";
import { answer, type Reply } from "./reply.ts";
import { isKnown, stageOf } from "./tasks.ts";
import { rollFault, type World } from "./world.ts";

/** Cancels what is queued, for free; forgets what is over; refuses what runs or is cancelled already. */
export function handleDelete(
  world: World,
  call: ReadCall & { readonly taskId: string; readonly callbacks: Callbacks },
): Reply {
  const { dialect, taskId } = call;
  const fault = rollFault(world, "delete");
  if (fault !== undefined) world.faults.add(fault);
  if (fault === "deleteReset" || fault === "deleteHang" || fault === "delete502Html") return faultedReply(world, fault);

  const gate = keyRefusal(world, call.authorization) ?? windowRefusal(world, dialect.side, "query");
  if (gate !== undefined) return refusedRead(world, dialect, "delete", gate);
  if (fault === "delete1000") return refusedRead(world, dialect, "delete", refusal(1000));
  if (fault === "delete1002") return refusedRead(world, dialect, "delete", refusal(1002));

  const now = world.now();
  const task = world.tasks.byId(taskId);
  if (task?.side !== dialect.side || !isKnown(task, now)) {
    world.refusedReads.add("unknownTask");
    return answer(dialect.unknownTask("delete"));
  }
  const stage = stageOf(task, now);
  if (stage === "processing" || stage === "cancelled") {
    const why = refusal(2013, `invalid params, task in status ${V2_WORDS[stage]} cannot be cancelled or deleted`);
    return refusedRead(world, dialect, "delete", why);
  }
  const action = stage === "success" || stage === "fail" ? "deleted" : "cancelled";
  if (action === "deleted") task.deleted = true;
  else {
    world.tasks.cancel(task, now);
    call.callbacks.lookAgain();
  }
  if (fault === "deleteResetAfter") return { kind: "reset" };
  return answer({ httpStatus: 200, body: { task_id: taskId, action, status: action } });
}
