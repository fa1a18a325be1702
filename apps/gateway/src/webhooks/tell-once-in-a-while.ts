const EVERY_MS = 60 * 60_000;
/** Subjects in memory; beyond it the first are told of again. */
const MOST_SUBJECTS = 1000;

/** Tells of the same subject once an hour: what goes wrong for one delivery goes wrong for thousands. */
export function tellOnceInAWhile<Subject>(
  tell: (subject: Subject, error: unknown) => void,
  now: () => number = Date.now,
): (subject: Subject, error: unknown) => void {
  const told = new Map<Subject, number>();
  return (subject, error) => {
    if ((told.get(subject) ?? Number.NEGATIVE_INFINITY) > now() - EVERY_MS) return;
    if (told.size >= MOST_SUBJECTS) told.clear();
    told.set(subject, now());
    tell(subject, error);
  };
}
