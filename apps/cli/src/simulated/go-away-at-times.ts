import type { RedisFront } from "@hailuo-queue/testkit";

/** Shuts a front for `forMs` of each `everyMs`, first after that time less what it is away. Returns how to stop it. */
export function goAwayAtTimes(
  front: Pick<RedisFront, "shut" | "open">,
  { everyMs, forMs }: { readonly everyMs: number; readonly forMs: number },
): () => void {
  let timer = setTimeout(leave, everyMs - forMs);
  function leave(): void {
    front.shut();
    timer = setTimeout(() => {
      void front.open();
      timer = setTimeout(leave, everyMs - forMs);
    }, forMs);
  }
  return () => clearTimeout(timer);
}
