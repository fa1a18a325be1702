import type { InputBooks } from "@hailuo-queue/contracts";

/** What deleting the inputs that nobody needs any more takes: the books, and how an object is deleted. */
export interface InputSweepParts {
  readonly books: Pick<InputBooks, "expire" | "litter" | "cleared">;
  readonly deleteObject: (objectKey: string) => Promise<void>;
}

/** Of objects in one turn; the rest goes with the next ones. */
const MOST_PAGES = 100;
/** One that cannot be deleted holds up none of the others; after a few the storage is away. */
const MOST_FAILURES = 5;

/**
 * Lets inputs go that no unfinished generation has needed for so long, and deletes objects that were given up: of
 * those, and of uploads whose process died. With the storage away all of it is left for another time.
 * @throws the first failure of the storage, after all others were tried.
 */
export async function sweepInputs(
  { books, deleteObject }: InputSweepParts,
  keepMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (keepMs > 0 && !signal.aborted && (await books.expire(keepMs)) > 0);
  const failures: unknown[] = [];
  for (let page = 0, cleared = 1; page < MOST_PAGES && cleared > 0 && failures.length < MOST_FAILURES; page += 1) {
    cleared = 0;
    for (const each of await books.litter()) {
      if (signal.aborted) return;
      try {
        await deleteObject(each.objectKey);
        await books.cleared(each);
        cleared += 1;
      } catch (error) {
        failures.push(error);
        if (failures.length >= MOST_FAILURES) break;
      }
    }
  }
  if (failures.length > 0) throw failures[0];
}
