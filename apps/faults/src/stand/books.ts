import type { SimulatorSettings, SimulatorStats, TaskView } from "@hailuo-queue/simulator";

/** What the simulator wrote down, and what it may be told; over HTTP. */
export interface Books {
  stats(): Promise<SimulatorStats>;
  tasks(): Promise<readonly TaskView[]>;
  /** SHA-256 of the video that it sends for a task. */
  digest(taskId: string): Promise<string>;
  configure(changes: SimulatorSettings): Promise<void>;
}

const PAGE = 1000;

export function openBooks(url: string): Books {
  return {
    stats: () => read(`${url}/__stats`),
    async tasks() {
      const all: TaskView[] = [];
      for (;;) {
        const { tasks } = await read<{ readonly tasks: readonly TaskView[] }>(
          `${url}/__tasks?limit=${PAGE}&offset=${all.length}`,
        );
        all.push(...tasks);
        if (tasks.length < PAGE) return all;
      }
    },
    digest: async (taskId) => (await read<{ readonly sha256: string }>(`${url}/__tasks/${taskId}`)).sha256,
    configure: (changes) => read(`${url}/__configure`, { method: "POST", body: JSON.stringify(changes) }),
  };
}

async function read<Answer>(url: string, how: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, how);
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status} to ${url}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
