import { boundBatchWork } from "../batch-work.ts";
import type { Route } from "../http/route.ts";
import { type AuditRoutes, auditRoutes } from "./audit.ts";
import { type BatchRoutes, batchRoutes } from "./batches.ts";
import { type DeploymentRoutes, deploymentRoutes } from "./deployment.ts";
import { type DryRunRoutes, dryRunRoutes } from "./dry-run.ts";
import { type EventRoutes, eventRoutes } from "./events.ts";
import { type GenerationRoutes, generationRoutes } from "./generations.ts";
import { type InputRoutes, inputRoutes } from "./inputs.ts";
import { resolveRoutes } from "./resolve.ts";
import { type ServiceRoutes, serviceRoutes } from "./service.ts";
import { type VideoRoutes, videoRoutes } from "./videos.ts";
import { type WebhookRoutes, webhookRoutes } from "./webhooks.ts";

export type RouteParts = GenerationRoutes &
  EventRoutes &
  VideoRoutes &
  BatchRoutes &
  DryRunRoutes &
  InputRoutes &
  WebhookRoutes &
  DeploymentRoutes &
  AuditRoutes &
  ServiceRoutes;

/** Everything that the gateway answers, in the order of its documentation. */
export function listRoutes(parts: RouteParts): readonly Route[] {
  return boundBatchWork([
    ...generationRoutes(parts),
    ...resolveRoutes(),
    ...videoRoutes(parts),
    ...batchRoutes(parts),
    ...dryRunRoutes(parts),
    ...inputRoutes(parts),
    ...eventRoutes(parts),
    ...webhookRoutes(parts),
    ...deploymentRoutes(parts),
    ...auditRoutes(parts),
    ...serviceRoutes(parts),
  ]);
}
