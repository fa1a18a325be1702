import {
  type Happening,
  type HistoryChange,
  optional,
  TIME_BOUNDS_S,
  type TimePhase,
  type Total,
} from "@hailuo-queue/contracts";

/** What a happening adds to the totals. */
export function totalsOf({ at, what, model, account = "" }: Happening): readonly Total[] {
  switch (what.type) {
    case "created":
      return [{ of: "created", labels: [model], value: what.count }];
    case "charged":
      return [
        { of: "spent", labels: [account], value: what.microUsd },
        ...(what.detectMs === undefined ? [] : timesOf({ detect: what.detectMs })),
      ];
    case "ended":
      return ofEnd(what, at, { model, account });
  }
}

function ofEnd(
  what: Ended,
  at: number,
  { model, account }: { readonly model: string; readonly account: string },
): readonly Total[] {
  const totals: readonly Total[] = [
    { of: "ended", labels: [model, what.state, what.code ?? ""], value: 1 },
    { of: "polls", labels: [account], value: what.polls },
    ...videoOf(what),
    ...(what.state === "succeeded" ? timesOf(phasesOf(what, at)) : []),
  ];
  return totals.filter(({ value }) => value > 0);
}

/** What the whole deployment waited, by cause. */
export function totalsOfWaits(changes: readonly HistoryChange[]): readonly Total[] {
  return changes.flatMap(({ scope, sums }) =>
    scope.kind === "all"
      ? Object.entries(sums.waitedSeconds ?? {}).map(([cause, value]) => ({
          of: "waited" as const,
          labels: [cause],
          value,
        }))
      : [],
  );
}

type Ended = Extract<Happening["what"], { type: "ended" }>;

function videoOf({ state, doubted, whileStoring }: Ended): readonly Total[] {
  if (state === "succeeded") return [{ of: "videos", labels: [doubted ? "doubted" : "whole"], value: 1 }];
  return state === "failed" && whileStoring ? [{ of: "videos", labels: ["lost"], value: 1 }] : [];
}

/** Milliseconds; of a video that was bought twice or stored again the times of its last way. */
function phasesOf(
  { createdAt, submittedAt, acceptedAt, generatedAt }: Ended,
  at: number,
): Partial<Record<TimePhase, number>> {
  return optional({
    wait: between(createdAt, submittedAt),
    create: between(submittedAt, acceptedAt),
    provider: between(acceptedAt, generatedAt),
    store: between(generatedAt, at),
    total: between(createdAt, at),
  });
}

function between(from: number | undefined, until: number | undefined): number | undefined {
  return from === undefined || until === undefined || until < from ? undefined : until - from;
}

function timesOf(phases: Partial<Record<TimePhase, number>>): readonly Total[] {
  return Object.entries(phases).flatMap(([phase, ms]): Total[] => {
    const bound = TIME_BOUNDS_S.find((seconds) => ms <= seconds * 1000);
    return [
      { of: "took", labels: [phase, bound === undefined ? "+Inf" : String(bound)], value: 1 },
      { of: "took", labels: [phase, "sum"], value: ms },
    ];
  });
}
