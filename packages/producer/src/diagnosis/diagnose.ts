import type { DiagnosisFacts } from "./facts.ts";
import { judgeAccounts } from "./judge-accounts.ts";
import { judgeAttempts } from "./judge-attempts.ts";
import { judgeShares } from "./judge-shares.ts";
import { judgeStops } from "./judge-stops.ts";
import { judgeWorkers } from "./judge-workers.ts";
import { type Diagnosis, SEVERITIES, STATES_OF_STAGE, type Trouble } from "./trouble.ts";

/**
 * Names what keeps generations from moving, the worst first. Pure: the same facts, the same words, wherever they are
 * shown.
 */
export function diagnose(facts: DiagnosisFacts): Diagnosis {
  return conclude(facts, judgeAll(facts));
}

/** Every trouble that the facts show, in no order. */
export function judgeAll(facts: DiagnosisFacts): readonly Trouble[] {
  return [judgeWorkers, judgeStops, judgeAccounts, judgeShares, judgeAttempts].flatMap((judge) => judge(facts));
}

/** Puts the worst first, and says in a sentence how things stand. */
export function conclude(facts: DiagnosisFacts, found: readonly Trouble[]): Diagnosis {
  const troubles = found.toSorted(
    (left, right) =>
      SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) || right.generations - left.generations,
  );
  const standing = standingOf(facts, troubles);
  return { at: facts.fleet.at, standing, summary: summaryOf(standing, troubles, facts), troubles };
}

function standingOf({ counts }: DiagnosisFacts, troubles: readonly Trouble[]): Diagnosis["standing"] {
  const underWay = Object.values(STATES_OF_STAGE)
    .flat()
    .reduce((sum, state) => sum + counts[state], counts.creating);
  if (underWay === 0) return "idle";
  const stopped = troubles
    .filter(({ severity }) => severity === "stops")
    .reduce((sum, { generations }) => sum + generations, 0);
  if (stopped >= underWay) return "stopped";
  return stopped > 0 || troubles.some(({ severity }) => severity === "slows") ? "slowed" : "moving";
}

function summaryOf(standing: Diagnosis["standing"], [first]: readonly Trouble[], { counts }: DiagnosisFacts): string {
  if (first !== undefined && first.severity !== "limit") return `${first.what} ${first.remedy}`;
  if (standing === "idle") return "Nothing waits, and nothing is under way.";
  if (first !== undefined) return ["Nothing is in the way.", first.what, first.remedy].join(" ");
  const moving = counts.creating + counts.generating + counts.overdue + counts.downloading;
  return `Nothing is in the way: ${moving} under way, ${counts.queued} waiting for their turn.`;
}
