import type { GenerationRecord, GenerationState, Ledger, PollNote } from "@hailuo-queue/contracts";
import type { SpanTold, Tracing } from "@hailuo-queue/runtime";

/** Of a task that is polled for hours the first ones, and the last. */
const MOST_POLLS = 100;
/** Tasks whose polls are kept until their end. */
const MOST_TASKS = 10_000;

interface SeenPoll {
  readonly name: "poll";
  readonly at: number;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/**
 * The same ledger, which tells the steps of each generation as spans under the trace that it was submitted in: `wait`,
 * `create`, `generate` with a `poll` event for each poll of this process, `download`. A step is told when it is over,
 * from the times that the record has, so it is whole whichever processes it went through. Each move costs one more
 * read; without tracing the ledger is used as it is.
 */
export function traceLedger<Traced extends Ledger>(
  ledger: Traced,
  tracing: Pick<Tracing, "tell">,
  now: () => number,
): Traced {
  const polls = new Map<string, SeenPoll[]>();

  function notePoll(id: string, note: PollNote): void {
    const seen = polls.get(id) ?? [];
    // Tasks that another process saw end stand there for good: the oldest make room.
    const [oldest] = polls.size >= MOST_TASKS && seen.length === 0 ? polls.keys() : [];
    if (oldest !== undefined) polls.delete(oldest);
    if (seen.length === MOST_POLLS) seen.pop();
    const attributes =
      "error" in note.seen
        ? { "error.type": note.seen.error.code }
        : { "hailuo.provider_status": note.seen.providerStatus };
    seen.push({ name: "poll", at: now(), attributes: { "hailuo.poll": note.pollCount, ...attributes } });
    polls.set(id, seen);
  }

  function tellMove(from: readonly GenerationState[], record: GenerationRecord): void {
    const { id, state, createdAt, submittedAt, acceptedAt, generatedAt, endedAt, error, updatedAt } = record;
    const over = { parent: record.trace, attributes: attributesOf(record), error: error?.code };
    const tell = (
      name: string,
      begin: number | undefined,
      end: number | undefined,
      more: Partial<SpanTold> = {},
    ): void => {
      if (begin !== undefined && end !== undefined)
        tracing.tell(`hailuo.${name}`, { ...over, from: begin, to: end, ...more });
    };
    const wasCreating = from.includes("creating") || from.includes("submission_unknown");
    const wasRunning = from.some((one) => one === "generating" || one === "overdue" || one === "cancelling");
    switch (state) {
      case "creating":
        return tell("wait", createdAt, submittedAt, { error: undefined });
      case "generating":
        if (wasCreating) tell("create", submittedAt, acceptedAt, { kind: "client", error: undefined });
        return;
      case "submission_unknown":
        return tell("create", submittedAt, updatedAt, { kind: "client", error: error?.code ?? "answer_lost" });
      case "downloading":
      case "succeeded":
      case "failed":
      case "cancelled": {
        if (wasCreating) tell("create", submittedAt, endedAt, { kind: "client" });
        if (wasRunning) {
          const events = polls.get(id) ?? [];
          polls.delete(id);
          tell("generate", acceptedAt, generatedAt ?? endedAt ?? updatedAt, { events });
        }
        if (from.includes("downloading")) tell("download", generatedAt, endedAt);
        return;
      }
      case "queued":
      case "overdue":
      case "cancelling":
        return;
    }
  }

  return {
    ...ledger,
    async transition(id, transition) {
      const result = await ledger.transition(id, transition);
      if (result.outcome !== "moved") return result;
      try {
        const record = await ledger.get(id);
        if (record !== undefined && record.state === transition.to) tellMove(transition.from, record);
      } catch {
        // The move is done: a span that cannot be told holds up nothing.
      }
      return result;
    },
    async notePoll(id, note) {
      await ledger.notePoll(id, note);
      notePoll(id, note);
    },
  };
}

function attributesOf(record: GenerationRecord): Record<string, string | number> {
  const { id, batchId, tenant, run, customId, account, taskId, request, pollCount } = record;
  return {
    "hailuo.generation": id,
    "hailuo.batch": batchId,
    "hailuo.tenant": tenant,
    "hailuo.run": run,
    "hailuo.model": request.model,
    ...(customId === undefined ? {} : { "hailuo.custom_id": customId }),
    ...(account === undefined ? {} : { "hailuo.account": account }),
    ...(taskId === undefined ? {} : { "hailuo.task": taskId }),
    ...(pollCount === 0 ? {} : { "hailuo.polls": pollCount }),
  };
}
