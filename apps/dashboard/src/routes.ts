import type { Clock } from "@hailuo-queue/contracts";
import { checkReadiness, type Metrics } from "@hailuo-queue/runtime";
import { type Answer, json, type Question } from "./answer.ts";
import { readAssets } from "./assets.ts";
import { OPEN_PATH } from "./guard/install-guards.ts";
import type { ProducerDoor } from "./read/producer-door.ts";
import { readBatchPage } from "./read/read-batch-page.ts";
import { readGenerationPage } from "./read/read-generation-page.ts";
import type { OverviewPage } from "./read/read-overview.ts";

export interface Route {
  readonly path: string;
  readonly answer: (question: Question) => Promise<Answer>;
}

export interface RouteParts {
  readonly door: ProducerDoor;
  readonly overview: () => Promise<OverviewPage>;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Longer than Redis's own limit of 4 s, so that its reason is told. */
const READY_WITHIN_MS = 5000;

/** Everything that the dashboard answers, beside bull-board. All are GET: the dashboard changes nothing. */
export async function listRoutes(parts: RouteParts): Promise<readonly Route[]> {
  const { door, overview, metrics, clock } = parts;

  async function batchPage({ parameters, query }: Question): Promise<Answer> {
    const { batchId = "" } = parameters;
    const wanted = { batchId, cursor: query["cursor"], state: query["state"] };
    const page = await door.ask((producer) => readBatchPage(producer, wanted, clock.now()));
    return page === undefined ? json(404, { error: `There is no batch "${batchId}".` }) : json(200, page);
  }

  async function generationPage({ parameters }: Question): Promise<Answer> {
    const { id = "" } = parameters;
    const page = await door.ask((producer) => readGenerationPage(producer, id, clock.now()));
    return page === undefined ? json(404, { error: `There is no generation "${id}".` }) : json(200, page);
  }

  async function ready(): Promise<Answer> {
    const readiness = await checkReadiness({ redis: () => overview() }, READY_WITHIN_MS);
    return json(readiness.ok ? 200 : 503, readiness);
  }

  const pages = (await readAssets()).map(({ path, answer }): Route => ({ path, answer: async () => answer }));
  return [
    ...pages,
    { path: "/api/overview.json", answer: async () => json(200, await overview()) },
    { path: "/api/batches/:batchId", answer: batchPage },
    { path: "/api/generations/:id", answer: generationPage },
    { path: OPEN_PATH, answer: async () => json(200, { ok: true }) },
    { path: "/readyz", answer: ready },
    { path: "/metrics", answer: async () => ({ status: 200, ...(await metrics.render()) }) },
  ];
}
