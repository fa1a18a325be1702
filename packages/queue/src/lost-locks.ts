/** What BullMQ says of a job whose lock ran out while it was worked on: at the renewal, and at its end. */
const LOST = /^(?:could not renew lock for job|Missing lock for job|Lock mismatch for job) (\S+?)\.?(?:\s|$)/;
/** So long jobs are gathered that are told together: one that lost its lock is told again at its end. */
const GATHER_MS = 5000;

/** Gathers jobs whose locks were lost. */
export interface LostLocks {
  /** Whether the error is of a lost lock; it is then counted. */
  takes(error: Error): boolean;
  /** Tells what is gathered. */
  close(): void;
}

/**
 * A process that stands still loses the locks of all its jobs, and BullMQ says so of each by errors: they are told
 * together, by how many.
 */
export function gatherLostLocks(tell: (jobs: number) => void): LostLocks {
  const jobs = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function tellAll(): void {
    clearTimeout(timer);
    timer = undefined;
    if (jobs.size > 0) tell(jobs.size);
    jobs.clear();
  }

  return {
    takes({ message }) {
      const job = LOST.exec(message)?.[1];
      if (job === undefined) return false;
      jobs.add(job);
      timer ??= setTimeout(tellAll, GATHER_MS).unref();
      return true;
    },
    close: tellAll,
  };
}
