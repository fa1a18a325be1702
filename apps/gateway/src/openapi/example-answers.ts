import type { z } from "zod";
import type { bulkSchema } from "../routes/bulk/operations.ts";
import type { StreamTokenView } from "../routes/tokens/operations.ts";
import type { accountSchema } from "../views/account.ts";
import type { auditPageSchema } from "../views/audit-entry.ts";
import type { batchSchema } from "../views/batch.ts";
import type { deliverySchema } from "../views/delivery.ts";
import type { diagnosisSchema } from "../views/diagnosis.ts";
import type { dryRunSchema } from "../views/dry-run.ts";
import type { explanationSchema } from "../views/explanation.ts";
import type { GenerationView } from "../views/generation.ts";
import type { historySchema } from "../views/history.ts";
import type { inputSchema } from "../views/input.ts";
import type { batchResolutionSchema, candidatesSchema, resolutionSchema } from "../views/resolution.ts";
import type { tenantSchema } from "../views/tenant.ts";

/** Names that all examples share, so that a reader can follow one video through the page. */
export const EXAMPLE_IDS = {
  generation: "gen_01a22ce50d467537a9a0da76431a5489",
  batch: "batch_330ddebb62d555dc1631d3bbc20c29c7",
  input: "3f5ac8c9b58b3f7f0c2a8a5f0f2d6d1e9c4b7a6d5e8f9a0b1c2d3e4f5a6b7c8d",
  event: "evt_1795937940670-0",
} as const;

const { generation: GENERATION, batch: BATCH, input: INPUT, event: EVENT } = EXAMPLE_IDS;
const BEGUN = "2026-11-30T14:38:58.382Z";
const ENDED = "2026-11-30T14:40:41.020Z";

const queued: GenerationView = {
  object: "generation",
  id: GENERATION,
  state: "queued",
  take: 1,
  batch: "tenant-studio",
  custom_id: null,
  request: {
    model: "MiniMax-Hailuo-2.3",
    prompt: "A lighthouse in a storm",
    duration: 6,
    resolution: "768P",
    enable_prompt_expansion: true,
  },
  priority: "normal",
  account: null,
  task_id: null,
  provider_status: null,
  object_key: `tenant-studio/${GENERATION}.mp4`,
  location: null,
  bytes: null,
  sha256: null,
  width: null,
  height: null,
  duration: null,
  video_codec: null,
  audio_codec: null,
  warnings: [],
  price_usd: 0.28,
  cost_usd: null,
  created_at: BEGUN,
  submitted_at: null,
  accepted_at: null,
  generated_at: null,
  ended_at: null,
  attempts: [],
  earlier_takes: [],
};

const succeeded: GenerationView = {
  ...queued,
  state: "succeeded",
  account: "default",
  task_id: "150537346226208",
  provider_status: "Success",
  location: `s3://videos/tenant-studio/${GENERATION}.mp4`,
  bytes: 2_318_472,
  sha256: "b7e23ec29af22b0b4e41da31e868d57226121c84c1d5a1f3c0b5b7d9c9a5e1f2",
  width: 1366,
  height: 768,
  duration: 5.875,
  video_codec: "avc1.640032",
  cost_usd: 0.28,
  submitted_at: "2026-11-30T14:38:58.512Z",
  accepted_at: "2026-11-30T14:38:59.104Z",
  generated_at: "2026-11-30T14:40:38.230Z",
  ended_at: ENDED,
};

const counts = {
  queued: 0,
  creating: 0,
  submission_unknown: 0,
  generating: 0,
  overdue: 0,
  downloading: 0,
  cancelling: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
};

const open: z.output<typeof batchSchema> = {
  object: "batch",
  id: BATCH,
  name: "Spring campaign",
  tags: { client: "acme" },
  metadata: {},
  phase: "open",
  outcome: null,
  total: 0,
  invalid: 0,
  twins: 0,
  warned: 0,
  counts,
  progress: { ended: 0, ratio: 0 },
  eta: null,
  eta_range: null,
  paused: false,
  stopped: null,
  priority: "normal",
  max_failure_ratio: 0.1,
  budget_usd: 50,
  reserved_usd: 0,
  spent_usd: 0,
  created_at: BEGUN,
  sealed_at: null,
  ended_at: null,
};
const running = { ...open, phase: "sealed", total: 2, counts: { ...counts, queued: 2 }, sealed_at: ENDED } as const;

const input: z.output<typeof inputSchema> = {
  object: "input",
  id: `input://sha256-${INPUT}.png`,
  sha256: INPUT,
  kind: "image",
  type: "image/png",
  bytes: 731_904,
  width: 1280,
  height: 720,
  created_at: BEGUN,
  needed_by: 0,
  expires_at: "2026-12-03T14:38:58.382Z",
};

const read: z.output<typeof dryRunSchema>["input"] = {
  format: "jsonl",
  gzip: false,
  encoding: "UTF-8",
  separator: null,
  sheet: null,
  columns: [],
  left_out: [],
  default_model: null,
};

const account: z.output<typeof accountSchema> = {
  object: "account",
  name: "default",
  slots_used: 12,
  slots_allowed: 20,
  backlog: 340,
  windows: [{ surface: "create", window_seconds: 60, used: 7, limit: 20 }],
  held: false,
  draining: false,
  paused_until: null,
  paused_reason: null,
  refusing: null,
  slots_lost: 0,
  funds: null,
  callback_refused: null,
};

const tenant: z.output<typeof tenantSchema> = {
  object: "tenant",
  name: "studio",
  weight: 2,
  paused: false,
  unfinished: 352,
  budget_usd: 500,
  reserved_usd: 3.36,
  spent_usd: 121.8,
  requests_per_minute: 600,
  max_unfinished: null,
  bytes_kept: 1_048_576,
  input_bytes: 731_904,
  max_bytes: null,
};

const delivery: z.output<typeof deliverySchema> = {
  object: "webhook_delivery",
  id: EVENT,
  type: "generation.succeeded",
  url: "https://example.com/hook",
  state: "delivered",
  attempts: 1,
  last_result: "200",
  last_attempt_at: ENDED,
  created_at: ENDED,
};

/** By the name of a schema in the document, an answer as it is. The types hold them to the schemas. */
export const EXAMPLE_ANSWERS: Readonly<Record<string, unknown>> = {
  Generation: succeeded,
  GenerationPage: { object: "list", data: [succeeded], next_cursor: null },
  Explanation: {
    object: "explanation",
    id: GENERATION,
    state: "queued",
    waits_for: "slot",
    because: "All 20 slots of the account default are taken; 41 of your generations are ahead of it.",
    position: 41,
    starts_in_seconds: 210,
    last_attempt: null,
  } satisfies z.output<typeof explanationSchema>,
  VideoLink: {
    object: "video_link",
    url: `https://video.example.com/api/v1/videos/${GENERATION}?Expires=1795941641&Signature=…`,
    expires_at: "2026-11-30T15:40:41.000Z",
  },
  Candidates: {
    object: "candidates",
    generation: GENERATION,
    state: "submission_unknown",
    waits: true,
    account: "default",
    submitted_at: BEGUN,
    lists_tasks: false,
    looked_at: null,
    from: null,
    until: null,
    complete: null,
    rivals: null,
    data: [],
  } satisfies z.output<typeof candidatesSchema>,
  Resolution: {
    object: "resolution",
    action: "task",
    again: false,
    may_cost_usd: null,
    generation: succeeded,
  } satisfies z.output<typeof resolutionSchema>,
  Batch: running,
  BatchPage: { object: "list", data: [running], next_cursor: null },
  Upload: {
    object: "upload",
    received: 2,
    created: 2,
    existing: 0,
    invalid: 0,
    conflicts: 0,
    faults: [],
    input: read,
    batch: { ...open, total: 2, counts: { ...counts, queued: 2 } },
  },
  Seal: { object: "seal", result: "sealed", received: 2, invalid: 0, batch: running },
  BatchCancel: {
    object: "batch_cancel",
    cancelled: 2,
    cancelling: 0,
    already_ended: 0,
    batch: { ...running, phase: "ended", outcome: "cancelled", counts: { ...counts, cancelled: 2 }, ended_at: ENDED },
  },
  BatchRetry: { object: "batch_retry", retried: 2, refused: 0, batch: running },
  BatchResolution: {
    object: "batch_resolution",
    action: "fail",
    dry_run: true,
    waiting: 1,
    resolved: 1,
    refused: 0,
    reasons: {},
    may_cost_usd: 0,
    unpriced: 0,
    batch: running,
  } satisfies z.output<typeof batchResolutionSchema>,
  Bulk: {
    object: "bulk",
    dry_run: true,
    matched: 1,
    changed: 0,
    refused: {},
    need_rebuy: 0,
    under_way: 0,
    cost_usd: 0,
    unpriced: 0,
    more: false,
    first: [queued],
  } satisfies z.output<typeof bulkSchema>,
  DryRun: {
    object: "dry_run",
    received: 2,
    valid: 1,
    invalid: 1,
    faults: [{ index: 1, line: 2, field: "duration", message: "is 7, allowed are the numbers 6 and 10 (seconds)" }],
    input: read,
    cost_usd: 0.28,
    unpriced: 0,
    seconds: 105,
    kinds: [{ model: "MiniMax-Hailuo-2.3", resolution: "768P", duration: 6, count: 1, price_usd: 0.28 }],
  } satisfies z.input<typeof dryRunSchema>,
  Input: input,
  InputPage: { object: "list", data: [input], next_cursor: null },
  StreamToken: {
    object: "stream_token",
    token: "hqs_WyIw….4fJc…",
    url: `/api/v1/generations/${GENERATION}/events?token=hqs_WyIw….4fJc…`,
    expires_at: "2026-11-30T14:48:58.382Z",
  } satisfies StreamTokenView,
  WebhookSecret: { object: "webhook_secret", secret: "whsec_…", stored: "encrypted" },
  WebhookDelivery: delivery,
  WebhookDeliveries: { object: "list", data: [delivery] },
  Account: account,
  AccountPage: { object: "list", data: [account] },
  Tenant: tenant,
  TenantPage: { object: "list", data: [tenant] },
  History: {
    object: "history",
    scope: { kind: "tenant", name: "studio" },
    step: "minute",
    data: [
      {
        at: "2026-11-30T14:38:00.000Z",
        created: 12,
        succeeded: 9,
        cancelled: 0,
        failed: { prompt_flagged: 1 },
        waited_seconds: { slot: 340 },
        spent_usd: 2.52,
        slot_seconds: 1140,
        slot_seconds_allowed: 1200,
        polls: 21,
      },
    ],
  } satisfies z.output<typeof historySchema>,
  Diagnosis: {
    object: "diagnosis",
    at: ENDED,
    standing: "moving",
    summary: "Nothing is in the way.",
    troubles: [],
  } satisfies z.output<typeof diagnosisSchema>,
  AuditPage: {
    object: "list",
    data: [
      {
        object: "audit_entry",
        id: "1795937940670-0",
        at: ENDED,
        who: "key 0f3a9c2d1e4b5a67",
        what: "batch.pause",
        tenant: "studio",
        about: { batch: BATCH },
        details: {},
        outcome: "done",
        code: null,
      },
    ],
    next_cursor: null,
  } satisfies z.output<typeof auditPageSchema>,
  Status: { status: "ok" },
};

/** By method, path and status, where an answer is not as the schema's example has it. */
export const EXAMPLE_ANSWERS_AT: Readonly<Record<string, unknown>> = {
  "POST /api/v1/generations 201": queued,
  "POST /api/v1/generations/:id/cancel 200": {
    ...queued,
    state: "cancelled",
    ended_at: ENDED,
  } satisfies GenerationView,
  "POST /api/v1/batches 201": open,
};

const line = JSON.stringify({ custom_id: "shot-1", id: GENERATION, batch: BATCH, state: "succeeded" });
const change = { generation: GENERATION, batch: "tenant-studio", from: "queued", to: "creating", at: BEGUN };

/** By the type of what is no JSON: its beginning. */
export const EXAMPLE_TEXTS: Readonly<Record<string, string>> = {
  "application/x-ndjson": `${line}\n`,
  "text/event-stream": `id: 1795937940670-0\nevent: change\ndata: ${JSON.stringify(change)}\n\n`,
  "text/plain": 'hailuo_generations{state="queued"} 340\n',
};
