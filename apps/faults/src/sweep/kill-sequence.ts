import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CampaignPart, CampaignWorld, Finding } from "../campaign.ts";
import { createDraw, drawInteger } from "../draw.ts";
import { judgeBatch } from "../judge/judge-batch.ts";
import { judgeParked, operatorFigures } from "../judge/operator-finding.ts";
import { type Operator, settleBatch } from "../judge/settle.ts";
import type { Stand } from "../stand/stand.ts";
import { until } from "../stand/until.ts";
import { type Stage, STAGES, startWorkerProcess, type WorkerProcess } from "../stand/worker-process.ts";
import { callsOf, untilCalled } from "./calls-of.ts";
import { type DebuggerOrder, type Moment, nodeOptionsFor } from "./orders.ts";
import type { ReachedPoint } from "./profile.ts";
import { LATENCY_MS, openSweepStand } from "./sweep-stand.ts";
import { EXPECTED_FAILURES, sendTraffic, SWEEP_BATCH } from "./traffic.ts";

export interface Kill extends ReachedPoint {
  readonly moment: Moment;
}

const GENERATIONS = 2;
const START_LIMIT_MS = 30_000;
const HIT_LIMIT_MS = 5000;
/** The jobs of a process that died run again 15 to 20 s later. */
const CRASHED_HIT_LIMIT_MS = 30_000;
const MOST_PASSES = 3;
const CALL_LIMIT_MS = 5000;
const SETTLE_MS = 240_000;

/**
 * One worker of a stage after the other, each killed at a point of its own, with the next one as its successor: what a
 * kill leaves behind is work for processes that are killed themselves. At the end, whole workers finish.
 */
export async function runKillSequence(
  world: CampaignWorld,
  stage: Stage,
  kills: readonly Kill[],
): Promise<CampaignPart> {
  await using stand = await openSweepStand(world, stage);
  try {
    const draw = createDraw(world.seed, `sweep/${stage}`);
    stand.startFleet(
      1,
      STAGES.filter((each) => each !== stage),
    );
    const missed: Kill[] = [];
    let submitted = 0;
    for (const [at, kill] of kills.entries()) {
      const nth = cutsACreate(kill) ? 1 : drawInteger(draw, 1, Math.min(kill.passed, MOST_PASSES));
      // Late enough that a create has arrived, early enough that it was not answered.
      const duringMs = cutsACreate(kill)
        ? drawInteger(draw, LATENCY_MS.minMs / 2, LATENCY_MS.minMs - 1)
        : drawInteger(draw, 1, LATENCY_MS.maxMs);
      const order: DebuggerOrder = { type: "kill", point: kill.point, moment: kill.moment, nth, duringMs };
      if ((at + 1) % 20 === 0) world.note(`kill-sweep: ${at + 1} of ${kills.length} ${stage} workers killed`);
      submitted += GENERATIONS;
      if (await killOne(stand, kill, order, `${stage}-${at}`)) continue;
      // Passed less often than while counting: the first time will do.
      submitted += GENERATIONS;
      if (!(await killOne(stand, kill, { ...order, nth: 1 }, `${stage}-${at}-again`))) missed.push(kill);
    }
    stand.startFleet(1, [stage]);
    const operator = await settleBatch(stand, SWEEP_BATCH, { limitMs: SETTLE_MS });
    const findings = await judgeBatch(stand, {
      someInDoubt: true,
      batchId: SWEEP_BATCH,
      submitted,
      failuresOfProvider: EXPECTED_FAILURES,
    });
    if (findings.some(({ kept }) => !kept)) {
      stand.keepDirectory();
      await writeFile(
        join(stand.directory, "kills.json"),
        JSON.stringify(
          kills.map((kill, at) => `${stage}-${at} ${describe(kill)}`),
          null,
          1,
        ),
      );
    }
    return {
      name: `kill sweep, ${stage}`,
      findings: [...judgeCuts(kills, missed, operator), judgeParked(operator), ...findings],
      figures: {
        generations: submitted,
        "kills asked for": kills.length,
        "killed at the point": kills.length - missed.length,
        "killed elsewhere, the point was not passed": missed.length,
        ...(missed.length === 0 ? {} : { "not passed": missed.map(describe).join(", ") }),
        ...operatorFigures(operator),
      },
    };
  } catch (error) {
    stand.keepDirectory();
    throw error;
  }
}

/** Whether it died at the point by its own debugger. */
async function killOne(stand: Stand, kill: Kill, order: DebuggerOrder, label: string): Promise<boolean> {
  const producer = await stand.openProducer();
  try {
    const send = (): Promise<() => Promise<void>> =>
      sendTraffic({ stand, producer }, { flavour: kill.flavour, label, count: GENERATIONS });
    let calm: (() => Promise<void>) | undefined;
    if (kill.flavour === "crashed") {
      const forerunner = await startVictim(stand, kill.stage, label);
      const before = await callsOf(stand, kill.stage);
      calm = await send();
      await untilCalled(stand, kill.stage, before, CALL_LIMIT_MS);
      forerunner.signal("SIGKILL");
      await forerunner.ended;
    }
    const orderFile = join(stand.directory, `kill-${kill.stage}.json`);
    await writeFile(orderFile, JSON.stringify(order));
    const victim = await startVictim(stand, kill.stage, label, nodeOptionsFor(orderFile));
    calm ??= await send();
    const limit = new AbortController();
    const late = pause(kill.flavour === "crashed" ? CRASHED_HIT_LIMIT_MS : HIT_LIMIT_MS, "late", {
      signal: limit.signal,
    }).catch(() => "late");
    const result = await Promise.race([victim.ended, late]);
    limit.abort();
    await calm();
    if (result !== "late") return true;
    victim.signal("SIGKILL");
    await victim.ended;
    return false;
  } finally {
    await producer.close();
  }
}

/** Waits until it works, or has died on the way there. */
async function startVictim(
  stand: Stand,
  stage: Stage,
  label: string,
  nodeOptions: readonly string[] = [],
): Promise<WorkerProcess> {
  const logFile = join(stand.directory, `victim-${label}${nodeOptions.length === 0 ? "-forerunner" : ""}.log`);
  const victim = startWorkerProcess(stage, { environment: stand.environment, logFile, nodeOptions });
  const hasStarted = async (): Promise<boolean> => (await readFile(logFile, "utf8")).includes('"worker started"');
  // One that stands still on its way is killed there.
  await until("it works", async () => !victim.isAlive() || (await hasStarted()), { limitMs: START_LIMIT_MS }).catch(
    () => undefined,
  );
  return victim;
}

/** Whether it ends the process between a create's sending and its answer. */
export function cutsACreate({ stage, point, moment }: Kill): boolean {
  return (
    stage === "create" &&
    moment === "during" &&
    point.name.startsWith("pipeline/") &&
    point.text.includes(".createTask(")
  );
}

function judgeCuts(
  kills: readonly Kill[],
  missed: readonly Kill[],
  { namedTasks, resubmitted }: Operator,
): readonly Finding[] {
  const cuts = kills.filter((kill) => cutsACreate(kill) && !missed.includes(kill)).length;
  const parked = namedTasks + resubmitted;
  const promise = "a kill between send and answer parks its generation";
  return cuts === 0 ? [] : [{ promise, kept: parked >= cuts, seen: `${cuts} such kills, ${parked} parked` }];
}

function describe({ point, moment, flavour }: Kill): string {
  return `${moment} ${point.name} (${flavour})`;
}
