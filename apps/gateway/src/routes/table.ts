import { answerChallenge } from "../callbacks/answer-challenge.ts";
import { hearNews } from "../callbacks/hear-news.ts";
import * as callback from "../callbacks/operations.ts";
import type { PollWaker } from "../callbacks/poll-waker.ts";
import { row, type Row } from "../http/route.ts";
import { tellBalance, tellRemains } from "../minimax/account.ts";
import { createTask } from "../minimax/create-task.ts";
import { createTemplateTask } from "../minimax/create-template-task.ts";
import { deleteFile } from "../minimax/delete-file.ts";
import { getFile } from "../minimax/get-file.ts";
import { getLiveFile } from "../minimax/get-live-file.ts";
import { getLiveTask } from "../minimax/get-live-task.ts";
import { getTask } from "../minimax/get-task.ts";
import { getTemplateTask } from "../minimax/get-template-task.ts";
import { listFiles } from "../minimax/list-files.ts";
import { answerMcp } from "../mcp/answer-mcp.ts";
import * as mcp from "../mcp/operations.ts";
import type { McpParts } from "../mcp/mcp-parts.ts";
import * as minimax from "../minimax/operations.ts";
import { readFileContent } from "../minimax/read-file-content.ts";
import { uploadFile } from "../minimax/upload-file.ts";
import { createV2Prompt, createV2Regeneration, createV2Task } from "../minimax/v2/create-v2-task.ts";
import { deleteV2Task } from "../minimax/v2/delete-v2-task.ts";
import { getV2Task } from "../minimax/v2/get-v2-task.ts";
import { listV2Tasks } from "../minimax/v2/list-v2-tasks.ts";
import * as v2 from "../minimax/v2/operations.ts";
import { createVideo } from "../openai/create-video.ts";
import { deleteVideo } from "../openai/delete-video.ts";
import { getModel } from "../openai/get-model.ts";
import { getVideo } from "../openai/get-video.ts";
import { listModels } from "../openai/list-models.ts";
import { listVideos } from "../openai/list-videos.ts";
import * as openai from "../openai/operations.ts";
import { readContent } from "../openai/read-content.ts";
import { remixVideo } from "../openai/remix-video.ts";
import { changeAccount } from "./accounts/change-account.ts";
import { listAccounts } from "./accounts/list-accounts.ts";
import * as account from "./accounts/operations.ts";
import { probeAccount } from "./accounts/probe-account.ts";
import { switchAccount } from "./accounts/switch-account.ts";
import * as audit from "./audit/operations.ts";
import { readAudit } from "./audit/read-audit.ts";
import { cancelBatch } from "./batches/cancel-batch.ts";
import { changeBatch } from "./batches/change-batch.ts";
import { dryRunItems } from "./batches/dry-run-items.ts";
import { getBatch } from "./batches/get-batch.ts";
import { listBatches } from "./batches/list-batches.ts";
import { openBatch } from "./batches/open-batch.ts";
import * as batch from "./batches/operations.ts";
import { pauseBatch } from "./batches/pause-batch.ts";
import { resumeBatch } from "./batches/resume-batch.ts";
import { retryBatch } from "./batches/retry-batch.ts";
import { sealBatch } from "./batches/seal-batch.ts";
import { sendItems } from "./batches/send-items.ts";
import { streamErrors } from "./batches/stream-errors.ts";
import { streamWarnings } from "./batches/stream-warnings.ts";
import { streamFaults } from "./batches/stream-faults.ts";
import { streamResults } from "./batches/stream-results.ts";
import * as bulk from "./bulk/operations.ts";
import { cancelBulk, retryBulk } from "./bulk/run-bulk.ts";
import * as events from "./events/operations.ts";
import * as diagnosis from "./diagnosis/operations.ts";
import { readDiagnosis } from "./diagnosis/read-diagnosis.ts";
import * as history from "./history/operations.ts";
import { readHistory } from "./history/read-history.ts";
import { followBatch } from "./events/follow-batch.ts";
import { followGeneration } from "./events/follow-generation.ts";
import { cancelGeneration } from "./generations/cancel-generation.ts";
import { createGeneration } from "./generations/create-generation.ts";
import { editGeneration } from "./generations/edit-generation.ts";
import { explainGeneration } from "./generations/explain-generation.ts";
import { getGeneration } from "./generations/get-generation.ts";
import { listGenerations } from "./generations/list-generations.ts";
import * as generation from "./generations/operations.ts";
import { retryGeneration } from "./generations/retry-generation.ts";
import { upscaleGeneration } from "./generations/upscale-generation.ts";
import { createInput } from "./inputs/create-input.ts";
import { deleteInput } from "./inputs/delete-input.ts";
import { getInput } from "./inputs/get-input.ts";
import { listInputs } from "./inputs/list-inputs.ts";
import * as input from "./inputs/operations.ts";
import { listCandidates } from "./resolve/list-candidates.ts";
import * as lost from "./resolve/operations.ts";
import { resolveBatch } from "./resolve/resolve-batch.ts";
import { resolveGeneration } from "./resolve/resolve-generation.ts";
import type { RouteParts } from "./route-parts.ts";
import * as service from "./service/operations.ts";
import { readMetrics } from "./service/read-metrics.ts";
import { tellHealth } from "./service/tell-health.ts";
import { tellReadiness } from "./service/tell-readiness.ts";
import { changeTenant } from "./tenants/change-tenant.ts";
import { getOwnTenant } from "./tenants/get-own-tenant.ts";
import { listTenants } from "./tenants/list-tenants.ts";
import * as tenant from "./tenants/operations.ts";
import { createToken } from "./tokens/create-token.ts";
import * as token from "./tokens/operations.ts";
import { linkVideo } from "./videos/link-video.ts";
import * as video from "./videos/operations.ts";
import { readVideo } from "./videos/read-video.ts";
import { listDeliveries } from "./webhooks/list-deliveries.ts";
import { makeSecret } from "./webhooks/make-secret.ts";
import * as webhook from "./webhooks/operations.ts";
import { replayEvent } from "./webhooks/replay-event.ts";

/**
 * Everything that the gateway answers: method, path, least role (undefined: no key is asked for), whose things it is
 * about, what it takes and answers (schemas, name in the audit, words of the documentation), and its handler. The order
 * is that of the documentation. Tests of security go through these tables: there are no routes beside them.
 */
// oxfmt-ignore
export const API_ROUTES: readonly Row<RouteParts>[] = [
  row("POST",   "/api/v1/generations",                "submit",  "tenant",     generation.create,   createGeneration),
  row("GET",    "/api/v1/generations",                "read",    "tenant",     generation.list,     listGenerations),
  row("GET",    "/api/v1/generations/:id",            "read",    "generation", generation.get,      getGeneration),
  row("GET",    "/api/v1/generations/:id/explain",    "read",    "generation", generation.explain,  explainGeneration),
  row("POST",   "/api/v1/generations/:id/cancel",     "submit",  "generation", generation.cancel,   cancelGeneration),
  row("POST",   "/api/v1/generations/:id/edit",       "submit",  "generation", generation.edit,     editGeneration),
  row("POST",   "/api/v1/generations/:id/retry",      "submit",  "generation", generation.retry,    retryGeneration),
  row("POST",   "/api/v1/generations/:id/upscale",    "submit",  "generation", generation.upscale,  upscaleGeneration),
  row("GET",    "/api/v1/generations/:id/candidates", "read",    "generation", lost.candidates,     listCandidates),
  row("POST",   "/api/v1/generations/:id/resolve",    "submit",  "generation", lost.resolve,        resolveGeneration),
  row("POST",   "/api/v1/batches/:id/resolve",        "submit",  "batch",      lost.resolveAll,     resolveBatch),
  row("POST",   "/api/v1/bulk/cancel",                "submit",  "tenant",     bulk.cancel,         cancelBulk),
  row("POST",   "/api/v1/bulk/retry",                 "submit",  "tenant",     bulk.retry,          retryBulk),
  row("GET",    "/api/v1/generations/:id/video",      "read",    "generation", video.link,          linkVideo),
  row("GET",    "/api/v1/videos/:id",                 undefined, "public",     video.video,         readVideo),
  row("POST",   "/api/v1/batches",                    "submit",  "tenant",     batch.open,          openBatch),
  row("GET",    "/api/v1/batches",                    "read",    "tenant",     batch.list,          listBatches),
  row("GET",    "/api/v1/batches/:id",                "read",    "batch",      batch.get,           getBatch),
  row("POST",   "/api/v1/batches/:id/items",          "submit",  "batch",      batch.send,          sendItems),
  row("POST",   "/api/v1/batches/:id/seal",           "submit",  "batch",      batch.seal,          sealBatch),
  row("PATCH",  "/api/v1/batches/:id",                "submit",  "batch",      batch.change,        changeBatch),
  row("POST",   "/api/v1/batches/:id/pause",          "submit",  "batch",      batch.pause,         pauseBatch),
  row("POST",   "/api/v1/batches/:id/resume",         "submit",  "batch",      batch.resume,        resumeBatch),
  row("POST",   "/api/v1/batches/:id/cancel",         "submit",  "batch",      batch.cancel,        cancelBatch),
  row("POST",   "/api/v1/batches/:id/retry",          "submit",  "batch",      batch.retry,         retryBatch),
  row("GET",    "/api/v1/batches/:id/results.jsonl",  "read",    "batch",      batch.results,       streamResults),
  row("GET",    "/api/v1/batches/:id/errors.jsonl",   "read",    "batch",      batch.errors,        streamErrors),
  row("GET",    "/api/v1/batches/:id/warnings.jsonl", "read",    "batch",      batch.warnings,      streamWarnings),
  row("GET",    "/api/v1/batches/:id/faults.jsonl",   "read",    "batch",      batch.faults,        streamFaults),
  row("POST",   "/api/v1/batches/dry-run",            "submit",  "tenant",     batch.dryRun,        dryRunItems),
  row("POST",   "/api/v1/inputs",                     "submit",  "tenant",     input.create,        createInput),
  row("GET",    "/api/v1/inputs",                     "read",    "tenant",     input.list,          listInputs),
  row("GET",    "/api/v1/inputs/:id",                 "read",    "input",      input.get,           getInput),
  row("DELETE", "/api/v1/inputs/:id",                 "submit",  "input",      input.remove,        deleteInput),
  row("GET",    "/api/v1/generations/:id/events",     "read",    "generation", events.ofGeneration, followGeneration),
  row("GET",    "/api/v1/batches/:id/events",         "read",    "batch",      events.ofBatch,      followBatch),
  row("POST",   "/api/v1/tokens",                     "read",    "tenant",     token.create,        createToken),
  row("POST",   "/api/v1/webhooks/secret",            "submit",  "tenant",     webhook.secret,      makeSecret),
  row("GET",    "/api/v1/webhooks/deliveries",        "read",    "tenant",     webhook.deliveries,  listDeliveries),
  row("POST",   "/api/v1/webhooks/replay",            "submit",  "tenant",     webhook.replay,      replayEvent),
  row("GET",    "/api/v1/tenant",                     "read",    "tenant",     tenant.own,          getOwnTenant),
  row("GET",    "/api/v1/accounts",                   "admin",   "deployment", account.list,        listAccounts),
  row("PATCH",  "/api/v1/accounts/:name",             "admin",   "deployment", account.change,      changeAccount),
  row("POST",   "/api/v1/accounts/:name/pause",       "admin",   "deployment", account.pause,       switchAccount("pause")),
  row("POST",   "/api/v1/accounts/:name/resume",      "admin",   "deployment", account.resume,      switchAccount("release")),
  row("POST",   "/api/v1/accounts/:name/drain",       "admin",   "deployment", account.drain,       switchAccount("drain")),
  row("POST",   "/api/v1/accounts/:name/probe",       "admin",   "deployment", account.probe,       probeAccount),
  row("GET",    "/api/v1/tenants",                    "admin",   "deployment", tenant.list,         listTenants),
  row("PATCH",  "/api/v1/tenants/:name",              "admin",   "deployment", tenant.change,       changeTenant),
  row("GET",    "/api/v1/history",                    "read",    "tenant",     history.read,        readHistory),
  row("GET",    "/api/v1/diagnosis",                  "read",    "tenant",     diagnosis.read,      readDiagnosis),
  row("GET",    "/api/v1/audit",                      "admin",   "deployment", audit.read,          readAudit),
  row("GET",    "/healthz",                           undefined, "public",     service.health,      tellHealth),
  row("GET",    "/readyz",                            undefined, "public",     service.readiness,   tellReadiness),
  row("GET",    "/metrics",                           "admin",   "deployment", service.metrics,     readMetrics),
];

/** The provider's own API, for programs that speak it. */
// oxfmt-ignore
export const MINIMAX_ROUTES: readonly Row<RouteParts>[] = [
  row("POST",   "/minimax/v1/video_generation",                "submit", "tenant", minimax.createLive,  createTask),
  row("GET",    "/minimax/v1/query/video_generation",          "read",   "tenant", minimax.taskLive,    getLiveTask),
  row("POST",   "/minimax/v1/video_template_generation",       "submit", "tenant", minimax.createLive,  createTemplateTask),
  row("GET",    "/minimax/v1/query/video_template_generation", "read",   "tenant", minimax.taskLive,    getTemplateTask),
  row("GET",    "/minimax/v1/files/retrieve",                  "read",   "tenant", minimax.fileLive,    getLiveFile),
  row("GET",    "/minimax/v1/files/retrieve_content",          "read",   "tenant", minimax.fileContent, readFileContent),
  row("GET",    "/minimax/v1/files/list",                      "read",   "tenant", minimax.listFiles,   listFiles),
  row("POST",   "/minimax/v1/files/upload",                    "submit", "tenant", minimax.upload,      uploadFile),
  row("POST",   "/minimax/v1/files/delete",                    "submit", "tenant", minimax.deleteFile,  deleteFile),
  row("GET",    "/minimax/account/query_balance",              "read",   "tenant", minimax.balance,     tellBalance),
  row("GET",    "/minimax/v1/token_plan/remains",              "read",   "tenant", minimax.balance,     tellRemains),
  row("GET",    "/minimax/v1/video_generation/:id",            "read",   "tenant", minimax.byId,        getTask),
  row("GET",    "/minimax/v1/files/:id",                       "read",   "tenant", minimax.byId,        getFile),
  row("POST",   "/minimax/v3/async/minimax-video-01",          "submit", "tenant", minimax.create,      createTask),
  row("GET",    "/minimax/v3/async/minimax-video-01/:id",      "read",   "tenant", minimax.byId,        getTask),
  row("GET",    "/minimax/v3/files/:id",                       "read",   "tenant", minimax.byId,        getFile),
  row("POST",   "/minimax/v2/video_generation",                "submit", "tenant", v2.create,           createV2Task),
  row("POST",   "/minimax/v2/video_regeneration",              "submit", "tenant", v2.regenerate,       createV2Regeneration),
  row("POST",   "/minimax/v2/h3_context_ir",                   "submit", "tenant", v2.writePrompt,      createV2Prompt),
  row("GET",    "/minimax/v2/query/video_generation",          "read",   "tenant", v2.list,             listV2Tasks),
  row("GET",    "/minimax/v2/query/video_generation/:id",      "read",   "tenant", v2.byId,             getV2Task),
  row("DELETE", "/minimax/v2/video_generation/:id",            "submit", "tenant", v2.remove,           deleteV2Task),
];

/** The shape of OpenAI's video API, for programs that speak it. */
// oxfmt-ignore
export const OPENAI_ROUTES: readonly Row<RouteParts>[] = [
  row("POST",   "/openai/v1/videos",             "submit", "tenant",     openai.create,  createVideo),
  row("GET",    "/openai/v1/videos",             "read",   "tenant",     openai.list,    listVideos),
  row("GET",    "/openai/v1/videos/:id",         "read",   "generation", openai.get,     getVideo),
  row("GET",    "/openai/v1/videos/:id/content", "read",   "generation", openai.content, readContent),
  row("POST",   "/openai/v1/videos/:id/remix",   "submit", "generation", openai.remix,   remixVideo),
  row("DELETE", "/openai/v1/videos/:id",         "submit", "generation", openai.remove,  deleteVideo),
  row("GET",    "/openai/v1/models",             "read",   "tenant",     openai.models,  listModels),
  row("GET",    "/openai/v1/models/:id",         "read",   "tenant",     openai.model,   getModel),
];

/** Tools for assistants. A GET, which would open a stream without end, answers 405, as the protocol allows. */
// oxfmt-ignore
export const MCP_ROUTES: readonly Row<McpParts>[] = [
  row("POST", "/mcp", "read", "tenant", mcp.message, answerMcp),
];

/** Where the provider tells of tasks; served where a callback URL is set. */
// oxfmt-ignore
export const CALLBACK_ROUTES: readonly Row<{ readonly waker: Pick<PollWaker, "wake"> }>[] = [
  row("GET",  "/callbacks/minimax/:id", undefined, "public", callback.challenge, answerChallenge),
  row("POST", "/callbacks/minimax/:id", undefined, "public", callback.news,      hearNews),
];
