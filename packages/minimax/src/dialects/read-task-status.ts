import type { ProviderTask } from "@hailuo-queue/contracts";
import type { ProviderAnswer } from "../core/answer.ts";
import { readFault } from "../core/read-fault.ts";
import type { TaskReading } from "./dialect.ts";
import { statusOf } from "./task-status.ts";

/** What all dialects share: a status word, a file id when it succeeded, a reason when it failed. */
export function readTaskStatus(
  answer: ProviderAnswer,
  word: string,
  fileId: string,
  readFailure: () => NonNullable<ProviderTask["failure"]>,
): TaskReading {
  const status = statusOf(word);
  if (status === undefined) return { ok: true, task: { status: "running", rawStatus: word }, unknownStatus: word };
  if (status === "failed") return { ok: true, task: { status, rawStatus: word, failure: readFailure() } };
  if (status !== "succeeded") return { ok: true, task: { status, rawStatus: word } };
  if (fileId === "") return { ok: false, fault: readFault(answer) };
  return { ok: true, task: { status, rawStatus: word, fileId } };
}
