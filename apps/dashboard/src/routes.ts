import type { ApiKeys, TenantQuotas, TenantQuotaStore } from "@hailuo-queue/access";
import { type AuditLog, type Clock, optional } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { checkReadiness, type Metrics } from "@hailuo-queue/runtime";
import type { DeliveryLog } from "@hailuo-queue/store";
import { type Hands, handsOf } from "./act/hands.ts";
import { type Answer, json, type Question, type ViewQuestion } from "./answer.ts";
import { readAssets } from "./assets.ts";
import { type Identity, seesDeployment } from "./guard/identity.ts";
import { OPEN_PATH } from "./guard/install-guards.ts";
import { Refusal } from "./guard/refusal.ts";
import { PLAIN_PATH, plainPage, type PlainState } from "./plain/plain-page.ts";
import { explanationTo, shownTo } from "./read/for-tenants.ts";
import { readAccountPage } from "./read/read-account-page.ts";
import { readBatches } from "./read/read-batches.ts";
import { readBatchPage } from "./read/read-batch-page.ts";
import { readBatchDeliveries, readGenerationDeliveries } from "./read/read-deliveries.ts";
import { readFind } from "./read/read-find.ts";
import { readGenerationPage } from "./read/read-generation-page.ts";
import { readModels } from "./read/read-models.ts";
import { readHistory, wantedHistory } from "./read/read-history.ts";
import { type OverviewPage, readTenantOverview } from "./read/read-overview.ts";
import { readSlots } from "./read/read-slots.ts";
import { readTenant, readTenants } from "./read/read-tenants.ts";
import { readVideos } from "./read/read-videos.ts";

export interface Route {
  readonly path: string;
  readonly answer: (question: Question) => Promise<Answer>;
}

/** What a page shows and follows. Undefined: there is no such thing. */
export interface View {
  /** Served as JSON there, and below `/api/live` as a stream. */
  readonly path: string;
  readonly read: (question: ViewQuestion) => Promise<object | undefined>;
  /** What changes slowly is read no more often than this, however many follow it; default: as often as all else. */
  readonly leastMs?: number;
  /** Of what is not there. */
  readonly missing: (question: ViewQuestion) => string;
}

export interface RouteParts {
  readonly ask: <Answer>(identity: Identity, question: (producer: Producer) => Promise<Answer>) => Promise<Answer>;
  /** Of the deployment; shared by all who look at it. */
  readonly overview: () => Promise<OverviewPage>;
  readonly deliveryLog: Pick<DeliveryLog, "list">;
  readonly quotas: TenantQuotaStore;
  /** Of tenants that have none of their own. */
  readonly defaults: Required<TenantQuotas>;
  /** Where the trace of this id is shown; undefined where nobody said so. */
  readonly traceUrl: (traceId: string) => string | undefined;
  readonly apiKeys: ApiKeys;
  readonly audit: Pick<AuditLog, "read">;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Longer than Redis's own limit of 4 s, so that its reason is told. */
const READY_WITHIN_MS = 5000;
const AUDIT_PAGE = 100;
/** Of a series that grows by a point a minute. */
const HISTORY_AGE_MS = 15_000;

/** Of the deployment, or what a tenant's key sees of it. */
async function readOverviewOf({ ask, overview, clock }: RouteParts, identity: Identity): Promise<PlainState> {
  const { tenant } = identity;
  if (tenant === undefined) return overview();
  const own = await ask(identity, (producer) => readTenantOverview(producer.forTenant(tenant), clock.now()));
  if (!seesDeployment(identity)) return own;
  const { accounts, diagnosis, fleet } = await overview();
  return { ...own, accounts, diagnosis, fleet };
}

/** What the pages show. */
export function listViews(parts: RouteParts): readonly View[] {
  return allViews(parts).map(({ read, ...view }) => ({
    ...view,
    async read(question) {
      const state = await read(question);
      return state === undefined ? undefined : shownTo(question.identity, state);
    },
  }));
}

function allViews(parts: RouteParts): readonly View[] {
  const { ask, clock } = parts;
  return [
    {
      path: "/api/overview.json",
      read: ({ identity }) => readOverviewOf(parts, identity),
      missing: () => "",
    },
    {
      path: "/api/batches/:batchId",
      read: ({ parameters, query, identity }) =>
        ask(identity, (producer) =>
          readBatchPage(
            handsOf(identity, producer),
            { batchId: parameters["batchId"] ?? "", cursor: query["cursor"], state: query["state"] },
            clock.now(),
          ),
        ),
      missing: ({ parameters }) => `There is no batch "${parameters["batchId"]}".`,
    },
    {
      path: "/api/generations/:id",
      read: ({ parameters, identity }) =>
        ask(identity, (producer) =>
          readGenerationPage(
            {
              hands: handsOf(identity, producer),
              traceUrl: (traceId) => (seesDeployment(identity) ? parts.traceUrl(traceId) : undefined),
              showExplanation: (explanation, record) => explanationTo(identity, explanation, record),
            },
            parameters["id"] ?? "",
            clock.now(),
          ),
        ),
      missing: ({ parameters }) => `There is no generation "${parameters["id"]}".`,
    },
    {
      path: "/api/history/:span",
      leastMs: HISTORY_AGE_MS,
      read: async ({ parameters, query, identity }) => {
        const { account, tenant, model, batch } = query;
        const wanted = wantedHistory(identity, { span: parameters["span"], account, tenant, model, batch });
        return ask(identity, (producer) => readHistory(producer, wanted, clock.now()));
      },
      missing: () => "",
    },
    {
      path: "/api/models",
      leastMs: HISTORY_AGE_MS,
      read: async ({ identity }) => {
        requireWhole(identity);
        return ask(identity, (producer) => readModels(producer, clock.now()));
      },
      missing: () => "",
    },
    {
      path: "/api/accounts/:name",
      read: async ({ parameters, identity }) => {
        requireWhole(identity);
        return ask(identity, (producer) => readAccountPage(producer, parameters["name"] ?? "", clock.now()));
      },
      missing: ({ parameters }) => `There is no account "${parameters["name"]}".`,
    },
    {
      path: "/api/accounts/:name/slots",
      read: async ({ parameters, identity }) => {
        requireWhole(identity);
        return ask(identity, (producer) => readSlots(producer, parameters["name"] ?? "", clock.now()));
      },
      missing: () => "",
    },
    {
      path: "/api/tenants",
      read: async ({ identity }) => {
        requireWhole(identity);
        return ask(identity, (producer) => readTenants({ ...parts, producer }, clock.now()));
      },
      missing: () => "",
    },
    {
      path: "/api/tenants/:name",
      read: async ({ parameters, identity }) => {
        const name = parameters["name"] ?? "";
        if (identity.tenant !== name) requireWhole(identity);
        return ask(identity, (producer) =>
          readTenant({ ...parts, producer }, name, { at: clock.now(), withShare: seesDeployment(identity) }),
        );
      },
      missing: ({ parameters }) => `There is no tenant "${parameters["name"]}".`,
    },
  ];
}

/** Everything else that is read, beside bull-board. */
export async function listRoutes(parts: RouteParts): Promise<readonly Route[]> {
  const { ask, overview, metrics, clock, audit, deliveryLog } = parts;

  async function find({ query, identity }: Question): Promise<Answer> {
    const wanted = { where: query["where"], cursor: query["cursor"] };
    const page = await ask(identity, (producer) => readFind(handsOf(identity, producer), wanted, clock.now()));
    return json(200, shownTo(identity, page));
  }

  const readOnce =
    (read: (hands: Hands, question: Question) => Promise<object>) =>
    async (question: Question): Promise<Answer> => {
      const { identity } = question;
      const state = await ask(identity, (producer) => read(handsOf(identity, producer), question));
      return json(200, shownTo(identity, state));
    };

  const once: readonly Route[] = [
    {
      path: "/api/batches",
      answer: readOnce((hands, { query }) => readBatches(hands, { cursor: query["cursor"] }, clock.now())),
    },
    {
      path: "/api/batches/:batchId/videos",
      answer: readOnce((hands, { parameters, query }) =>
        readVideos(hands, { batchId: parameters["batchId"] ?? "", cursor: query["cursor"] }, clock.now()),
      ),
    },
    {
      path: "/api/batches/:batchId/deliveries",
      answer: readOnce((hands, { parameters }) =>
        readBatchDeliveries({ hands, log: deliveryLog }, parameters["batchId"] ?? "", clock.now()),
      ),
    },
    {
      path: "/api/generations/:id/deliveries",
      answer: readOnce((hands, { parameters }) =>
        readGenerationDeliveries({ hands, log: deliveryLog }, parameters["id"] ?? "", clock.now()),
      ),
    },
  ];

  async function readAudit({ query, identity }: Question): Promise<Answer> {
    const { tenant } = identity;
    const { cursor, what } = query;
    const page = await audit.read({
      limit: AUDIT_PAGE,
      ...(tenant === undefined || seesDeployment(identity) ? {} : { tenant }),
      ...optional({ cursor, what }),
    });
    return json(200, { at: clock.now(), ...page });
  }

  async function ready(): Promise<Answer> {
    const readiness = await checkReadiness({ redis: () => overview() }, READY_WITHIN_MS);
    return json(readiness.ok ? 200 : 503, readiness);
  }

  const pages = (await readAssets()).map(({ path, answer }): Route => ({
    path,
    answer: async ({ speech }) => answer(speech),
  }));
  const views = listViews(parts).map(({ path, read, missing }): Route => ({
    path,
    answer: async (question) => {
      const state = await read(question);
      return state === undefined ? json(404, { error: missing(question) }) : json(200, state);
    },
  }));
  return [
    ...pages,
    ...views,
    ...once,
    {
      path: PLAIN_PATH,
      answer: async (question) =>
        plainPage(shownTo(question.identity, await readOverviewOf(parts, question.identity)), question.speech),
    },
    { path: "/api/find", answer: find },
    { path: "/api/audit", answer: readAudit },
    { path: OPEN_PATH, answer: async () => json(200, { ok: true }) },
    { path: "/readyz", answer: ready },
    { path: "/metrics", answer: async ({ accept }) => ({ status: 200, ...(await metrics.render(accept)) }) },
  ];
}

function requireWhole(identity: Identity): void {
  if (!seesDeployment(identity)) throw new Refusal(403, "This is about all tenants; an API key shows its own tenant.");
}
