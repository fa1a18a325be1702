import type { InputBooks } from "@hailuo-queue/contracts";

export interface InputSweepParts {
  readonly books: Pick<InputBooks, "expire" | "litter" | "cleared">;
  readonly deleteObject: (objectKey: string) => Promise<void>;
}

/** Of objects in one turn; the rest goes with the next ones. */
const MOST_PAGES = 100;

/**
 * Lets inputs go that no unfinished generation has needed for so long, and deletes objects that were given up: of those, and of uploads
 * whose process died. With the storage away all of it is left for another time.
 */
export async function sweepInputs({ books, deleteObject }: InputSweepParts, keepMs: number, signal: AbortSignal): Promise<void> {
  while (keepMs > 0 && !signal.aborted && (await books.expire(keepMs)) > 0);
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const litter = await books.litter();
    if (litter.length === 0) return;
    for (const each of litter) {
      if (signal.aborted) return;
      await deleteObject(each.objectKey);
      await books.cleared(each);
    }
  }
}
