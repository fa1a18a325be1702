import type { SimulatorSettings, SimulatorStats } from "@hailuo-queue/simulator";

/** One task as the simulator booked it. Epoch ms. */
export interface BookedTask {
  readonly id: string;
  readonly prompt: string;
  readonly acceptedAt: number;
  readonly endsAt: number;
  /** When a query was first told of the end. */
  readonly toldAt: number | undefined;
}

interface TaskPage {
  readonly total: number;
  readonly tasks: readonly {
    readonly id: string;
    readonly request: { readonly prompt: string };
    readonly acceptedAt: number;
    readonly endsAt: number | null;
    readonly endReportedAt: number | null;
  }[];
}

const PAGE = 1000;

/** All tasks that the simulator accepted, in the order of acceptance. */
export async function readTasks(simulatorUrl: string): Promise<readonly BookedTask[]> {
  const found: BookedTask[] = [];
  for (;;) {
    const { total, tasks } = await ask<TaskPage>(`${simulatorUrl}/__tasks?offset=${found.length}&limit=${PAGE}`);
    for (const { id, request, acceptedAt, endsAt, endReportedAt } of tasks) {
      found.push({
        id,
        prompt: request.prompt,
        acceptedAt,
        endsAt: endsAt ?? Infinity,
        toldAt: endReportedAt ?? undefined,
      });
    }
    if (tasks.length === 0 || found.length >= total) return found;
  }
}

export function readStats(simulatorUrl: string): Promise<SimulatorStats> {
  return ask(`${simulatorUrl}/__stats`);
}

export async function configureSimulator(simulatorUrl: string, changes: SimulatorSettings): Promise<void> {
  await ask(`${simulatorUrl}/__configure`, { method: "POST", body: JSON.stringify(changes) });
}

async function ask<Answer>(url: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status} to ${url}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
