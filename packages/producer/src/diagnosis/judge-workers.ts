import { missingWorkers, type Stage } from "@hailuo-queue/contracts";
import type { DiagnosisFacts } from "./facts.ts";
import { STATES_OF_STAGE, type Trouble, type TroubleCause, waitWords } from "./trouble.ts";

const CAUSES: Readonly<Record<Stage, TroubleCause>> = {
  create: "no_create_worker",
  poll: "no_poll_worker",
  download: "no_download_worker",
};

/** Stages that nobody works, where something waits for them. */
export function judgeWorkers({ fleet, counts }: Pick<DiagnosisFacts, "fleet" | "counts">): readonly Trouble[] {
  return missingWorkers(fleet).flatMap(({ stage, what }): Trouble[] => {
    const generations = STATES_OF_STAGE[stage].reduce((sum, state) => sum + counts[state], 0);
    if (generations === 0) return [];
    return [
      {
        cause: CAUSES[stage],
        severity: "stops",
        stage,
        generations,
        what: `${what}: ${waitWords(generations)} for one.`,
        remedy: `Start one with \`hailuo worker ${stage}\`, or \`hailuo worker all\`.`,
      },
    ];
  });
}
