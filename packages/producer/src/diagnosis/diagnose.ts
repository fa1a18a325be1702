import { type Stage, STAGES } from "@hailuo-queue/contracts";
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
  // What was lost moves no more than what is stopped, and may hold every slot, until a person decides.
  if (underWay === 0) return counts.submission_unknown > 0 ? "stopped" : "idle";
  const stops = troubles.filter(({ severity }) => severity === "stops");
  const stopped = STAGES.reduce((sum, stage) => sum + stoppedOf(stage, counts, stops), 0);
  if (stopped >= underWay) return "stopped";
  return stopped > 0 || troubles.some(({ severity }) => severity === "slows") ? "slowed" : "moving";
}

/**
 * How many of a stage stand still. Two troubles may hold the same ones up, as a paused batch of a paused tenant: what
 * is about the same, and what is about everything, is not added up.
 */
function stoppedOf(stage: Stage, counts: DiagnosisFacts["counts"], stops: readonly Trouble[]): number {
  const ofStage = stops.filter((trouble) => (trouble.stage ?? "create") === stage);
  const all = STATES_OF_STAGE[stage].reduce((sum, state) => sum + counts[state], 0);
  const most = (some: readonly Trouble[]): number => Math.max(0, ...some.map(({ generations }) => generations));
  const byTenant = new Map<string, Trouble[]>();
  for (const trouble of ofStage)
    if (trouble.tenant !== undefined) byTenant.set(trouble.tenant, [...(byTenant.get(trouble.tenant) ?? []), trouble]);
  const ofTenants = [...byTenant.values()].reduce((sum, own) => {
    const batches = own.filter(({ batch }) => batch !== undefined);
    const inBatches = batches.reduce((held, { generations }) => held + generations, 0);
    return sum + Math.max(most(own.filter(({ batch }) => batch === undefined)), inBatches);
  }, 0);
  return Math.min(all, Math.max(most(ofStage.filter(({ tenant }) => tenant === undefined)), ofTenants));
}

function summaryOf(standing: Diagnosis["standing"], [first]: readonly Trouble[], { counts }: DiagnosisFacts): string {
  if (first !== undefined && first.severity !== "limit") return `${first.what} ${first.remedy}`;
  if (standing === "idle") return "Nothing waits, and nothing is under way.";
  if (first !== undefined) return ["Nothing is in the way.", first.what, first.remedy].join(" ");
  const moving = counts.creating + counts.generating + counts.overdue + counts.downloading;
  return `Nothing is in the way: ${moving} under way, ${counts.queued} waiting for their turn.`;
}
