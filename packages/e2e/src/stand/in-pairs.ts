/** Runs tasks that start a process each, two at a time: that is what a small machine has cores for. */
export async function inPairs(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const left = [...tasks];
  const take = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next();
  };
  await Promise.all([take(), take()]);
}
