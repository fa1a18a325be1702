import { DEFAULT_ACCOUNT, type VideoProvider } from "@hailuo-queue/contracts";
import { quantileOf } from "./measure/statistics.ts";

/** What the provider has counted itself. */
export interface ProviderBooks {
  readonly sold: number;
  /** Tasks that have not ended, of all accounts. */
  readonly running: number;
  readonly ended: number;
  readonly polls: number;
  /** Creates of an account that had all its tasks running. */
  readonly breaches: number;
  /** Prompts that were bought before. */
  readonly boughtTwice: number;
  /** From the end of a task to the answer that told it, since the peaks were forgotten; 0 of none. */
  readonly unseenMs: { readonly median: number; readonly p99: number };
}

export interface TimedProvider {
  readonly provider: VideoProvider;
  readonly books: () => ProviderBooks;
  /** Begins the times anew. */
  readonly forgetPeaks: () => void;
}

interface TimedTask {
  readonly account: string;
  readonly endsAt: number;
  seen: boolean;
}

const SIGMA = 0.15;

/** A provider without HTTP whose tasks take a lognormal time, with the limit of each account checked by its own books. */
export function createTimedProvider({
  maxInFlight,
  medianMs,
}: {
  readonly maxInFlight: number;
  readonly medianMs: number;
}): TimedProvider {
  const tasks = new Map<string, TimedTask>();
  const bought = new Set<string>();
  /** Ends that still come, by account: what has ended is taken off before an account is counted. */
  const ends = new Map<string, number[]>();
  const count = { ended: 0, polls: 0, breaches: 0, boughtTwice: 0 };
  let unseen: number[] = [];

  function runningOf(account: string, now: number): number {
    const left = (ends.get(account) ?? []).filter((endsAt) => endsAt > now);
    ends.set(account, left);
    return left.length;
  }

  return {
    provider: {
      createTask: async ({ prompt = "" }, { account = DEFAULT_ACCOUNT }) => {
        const now = Date.now();
        if (runningOf(account, now) >= maxInFlight) count.breaches += 1;
        if (bought.has(prompt)) count.boughtTwice += 1;
        bought.add(prompt);
        const endsAt = now + medianMs * Math.exp(SIGMA * gauss());
        const taskId = `task-${tasks.size + 1}`;
        tasks.set(taskId, { account, endsAt, seen: false });
        ends.get(account)?.push(endsAt);
        return { taskId };
      },
      getTask: async (taskId) => {
        count.polls += 1;
        const task = tasks.get(taskId);
        if (task === undefined) throw new Error(`no task ${taskId} was sold`);
        const late = Date.now() - task.endsAt;
        if (late < 0) return { status: "running", rawStatus: "Processing" };
        if (!task.seen) {
          task.seen = true;
          count.ended += 1;
          unseen.push(late);
        }
        return { status: "succeeded", rawStatus: "Success", fileId: `file-of-${taskId}` };
      },
      getFile: async (fileId) => ({ downloadUrl: `memory:${fileId}` }),
    },
    books: () => {
      const now = Date.now();
      let all = 0;
      for (const account of ends.keys()) all += runningOf(account, now);
      return {
        sold: tasks.size,
        running: all,
        ...count,
        unseenMs:
          unseen.length === 0
            ? { median: 0, p99: 0 }
            : { median: quantileOf(unseen, 0.5), p99: quantileOf(unseen, 0.99) },
      };
    },
    forgetPeaks: () => {
      unseen = [];
    },
  };
}

/** By Box and Muller. */
function gauss(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
