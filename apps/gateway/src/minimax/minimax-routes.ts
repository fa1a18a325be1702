import { type GenerationRecord, InvalidInputError, MEDIA_BODY_BYTES, RefusedRequestError } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { z } from "zod";
import { notFound } from "../http/problem.ts";
import { defineRoute, json, type JsonAnswer, type Route } from "../http/route.ts";
import type { Arrivals } from "../inputs/arrivals.ts";
import type { QuotaGuard } from "../quota-guard.ts";
import { singlesBatch } from "../routes/owned.ts";
import type { VideoLinks } from "../videos/video-links.ts";
import { isProviderName, newProviderName } from "./provider-names.ts";
import { readMinimaxRequest, refuseFaults } from "./read-request.ts";
import { showDocumentedTask, showLiveTask, SUCCESS } from "./show-task.ts";
import { tellDocumented, tellLive } from "./tell-problem.ts";

export interface MinimaxRoutes {
  readonly quota: QuotaGuard;
  readonly arrivals: Pick<Arrivals, "keepMedia">;
  readonly objectKeyTemplate: string;
  readonly links: Pick<VideoLinks, "linkTo">;
  readonly now: () => number;
}

/** Two calls of one millisecond may draw the same number. */
const MOST_DRAWS = 10;

const anyBody = z.record(z.string(), z.unknown());
const idParams = z.object({ id: z.string().max(100) });
const answers = { 200: { description: "As MiniMax answers" } } as const;

/**
 * The provider's own API, for programs that speak it: they change base URL and key. Their tasks are the tenant's single generations,
 * with the task's number as `custom_id`.
 */
export function minimaxRoutes(parts: MinimaxRoutes): readonly Route[] {
  const { quota, arrivals, objectKeyTemplate, links, now } = parts;
  const base = { scope: "tenant", tag: "MiniMax", summary: "As MiniMax has it", answers } as const;

  async function create(own: TenantProducer, body: Readonly<Record<string, unknown>>): Promise<string> {
    const request = await readMinimaxRequest(body, arrivals.keepMedia(own.tenant));
    await quota.requireRoom(own.tenant, 1);
    for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
      const customId = newProviderName(now());
      const created = await submitAs(own, request, customId);
      if (created) return customId;
    }
    throw new Error(`No free number was found in ${MOST_DRAWS} draws.`);
  }

  /** False when the number is another generation's. */
  async function submitAs(own: TenantProducer, request: object, customId: string): Promise<boolean> {
    try {
      const options = { batchId: singlesBatch(own.tenant), objectKeyTemplate };
      return (await own.submit({ request, customId }, options)).result === "created";
    } catch (error) {
      if (error instanceof InvalidInputError && error.code === "custom_id_conflict") return false;
      if (error instanceof RefusedRequestError) throw refuseFaults(error.faults);
      throw error;
    }
  }

  async function find(own: TenantProducer, name: string, what: "task" | "file"): Promise<GenerationRecord> {
    const record = isProviderName(name) ? await own.findByCustomId(singlesBatch(own.tenant), name) : undefined;
    if (record === undefined) throw notFound(what);
    return record;
  }

  async function findFile(own: TenantProducer, name: string, host: string | undefined) {
    const record = await find(own, name, "file");
    const link = await links.linkTo(record, host);
    if (link === undefined) throw notFound("file");
    const createdAt = Math.floor((record.endedAt ?? record.updatedAt) / 1000);
    return { url: link.url, bytes: record.video?.bytes ?? 0, createdAt };
  }

  function createRoute(path: string, tellProblem: Route["tellProblem"] & object): Route {
    return defineRoute({
      ...base,
      method: "POST",
      audit: "generation.create",
      path,
      role: "submit",
      body: anyBody,
      bodyLimit: MEDIA_BODY_BYTES,
      media: true,
      tellProblem,
      handle: async ({ own, body, tell }) => {
        const taskId = await create(own, body);
        // Of this door: the custom_id of the generation behind it.
        tell({ about: { custom_id: taskId } });
        return json(200, { task_id: taskId, base_resp: SUCCESS });
      },
    });
  }

  function readRoute(path: string, read: (own: TenantProducer, id: string, host: string | undefined) => Promise<object>): Route {
    return defineRoute({
      ...base,
      method: "GET",
      path,
      role: "read",
      params: idParams,
      tellProblem: tellDocumented,
      handle: async ({ own, params, headers }): Promise<JsonAnswer> => json(200, await read(own, params.id, headers.host)),
    });
  }

  const documentedTask = async (own: TenantProducer, id: string): Promise<object> => showDocumentedTask(await find(own, id, "task"), id);
  const documentedFile = async (own: TenantProducer, id: string, host: string | undefined): Promise<object> => {
    const { url, bytes, createdAt } = await findFile(own, id, host);
    return { download_url: url, file_id: id, created_at: createdAt, bytes };
  };

  return [
    createRoute("/minimax/v1/video_generation", tellLive),
    defineRoute({
      ...base,
      method: "GET",
      path: "/minimax/v1/query/video_generation",
      role: "read",
      query: z.object({ task_id: z.string().max(100).default("") }),
      tellProblem: tellLive,
      handle: async ({ own, query }) => json(200, showLiveTask(await find(own, query.task_id, "task"), query.task_id)),
    }),
    defineRoute({
      ...base,
      method: "GET",
      path: "/minimax/v1/files/retrieve",
      role: "read",
      query: z.object({ file_id: z.string().max(100).default("") }),
      tellProblem: tellLive,
      handle: async ({ own, query, headers }) => {
        const { url, bytes, createdAt } = await findFile(own, query.file_id, headers.host);
        const file = {
          file_id: Number(query.file_id),
          bytes,
          created_at: createdAt,
          filename: "output_aigc.mp4",
          purpose: "video_generation",
          download_url: url,
        };
        return json(200, { file, base_resp: SUCCESS });
      },
    }),
    readRoute("/minimax/v1/video_generation/:id", documentedTask),
    readRoute("/minimax/v1/files/:id", documentedFile),
    createRoute("/minimax/v3/async/minimax-video-01", tellDocumented),
    readRoute("/minimax/v3/async/minimax-video-01/:id", documentedTask),
    readRoute("/minimax/v3/files/:id", documentedFile),
  ];
}
