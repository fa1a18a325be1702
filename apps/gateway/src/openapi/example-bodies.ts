import { EXAMPLE_IDS } from "./example-answers.ts";

const REQUEST = { model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm" } as const;
const LINES = ["A lighthouse in a storm", "A harbour at dawn"]
  .map((prompt, at) => `${JSON.stringify({ custom_id: `shot-${at + 1}`, model: REQUEST.model, prompt })}\n`)
  .join("");

/** By method and path of the table, what a caller may send: good as it stands. */
export const EXAMPLE_BODIES: Readonly<Record<string, unknown>> = {
  "POST /api/v1/generations": REQUEST,
  "POST /api/v1/generations/:id/edit": { prompt: "A lighthouse in a calm", duration: 10 },
  "POST /api/v1/generations/:id/retry": { rebuy: false },
  "POST /api/v1/generations/:id/upscale": { resolution: "2K" },
  "POST /api/v1/generations/:id/resolve": { task_id: "150537346226208" },
  "POST /api/v1/batches/:id/resolve": { fail: true, dry_run: true },
  "POST /api/v1/bulk/cancel": { where: "state=queued created>2d", why: "not needed any more" },
  "POST /api/v1/bulk/retry": { where: "code=video_flagged ended<1h", rebuy: true },
  "POST /api/v1/batches": { budget_usd: 50, max_failure_ratio: 0.1 },
  "POST /api/v1/batches/:id/seal": { total: 2 },
  "PATCH /api/v1/batches/:id": { priority: "high", budget_usd: null },
  "POST /api/v1/batches/:id/retry": { code: "download_failed" },
  "POST /api/v1/tokens": { batch: EXAMPLE_IDS.batch, minutes: 10 },
  "POST /api/v1/webhooks/replay": { event_id: EXAMPLE_IDS.event },
  "PATCH /api/v1/accounts/:name": { max_in_flight: 30, why: "new contract" },
  "POST /api/v1/accounts/:name/pause": { why: "maintenance" },
  "POST /api/v1/accounts/:name/resume": { why: "maintenance is over" },
  "POST /api/v1/accounts/:name/probe": { why: "the balance was topped up" },
  "POST /api/v1/accounts/:name/drain": { why: "this key is to be replaced" },
  "PATCH /api/v1/tenants/:name": { weight: 2, budget_usd: 500 },
};

/** By content type, what a stream of items may hold. */
export const EXAMPLE_ITEMS: Readonly<Record<string, string>> = {
  "application/x-ndjson": LINES,
  "text/csv": "custom_id,model,prompt\nshot-1,MiniMax-Hailuo-2.3,A lighthouse in a storm\n",
  "text/plain": "A lighthouse in a storm\nA harbour at dawn\n",
};
