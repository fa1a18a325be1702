// Generated from the gateway's OpenAPI document by infra/docs/write-client-types.mjs.

export interface paths {
  "/api/v1/generations": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List generations, by batch: the newest batch first, each in its order */
    get: operations["getGenerations"];
    put?: never;
    /**
     * Enqueue one generation
     * @description Sending it again with the same Idempotency-Key (or custom_id) and the same body returns the
     * original; another body is answered 409. `Prefer: wait=30` delays the answer until the generation has ended,
     * by at most 60 s.
     */
    post: operations["postGenerations"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One generation */
    get: operations["getGenerationsId"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}/explain": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Explain what it waits for, why, and about how long */
    get: operations["getGenerationsIdExplain"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel it
     * @description A queued generation ends immediately. One that the provider works on becomes `cancelling`, and
     * its video is not stored. One that has ended does not change.
     */
    post: operations["postGenerationsIdCancel"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}/edit": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Change its request and make it again
     * @description What waits is changed where it is. What has ended is made again as its next take, and buys it:
     * the video before is kept, and named in `earlier_takes`. One that may be under way at the provider is not
     * changed: wait for its end, or cancel it.
     */
    post: operations["postGenerationsIdEdit"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}/retry": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Run the failed stage of a generation again
     * @description A failed download is tried again, and a task that was lost sight of is asked for again: neither
     * is bought, with `rebuy` either. A generation that failed before it had a video must be bought again, which
     * happens only with `rebuy`. The answer's state says which of them it was: `downloading`, `generating` or
     * `queued`.
     */
    post: operations["postGenerationsIdRetry"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}/upscale": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make its video again in a higher resolution
     * @description Enqueues a generation of MiniMax-H3-Regeneration from a finished one of MiniMax-H3 in 768P, and
     * buys it. Repeating the request returns the same generation.
     */
    post: operations["postGenerationsIdUpscale"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}/candidates": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the provider's tasks that may belong to a create whose answer was lost
     * @description The result of the last search of the provider's list. The provider is not asked again.
     */
    get: operations["getGenerationsIdCandidates"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}/resolve": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decide a create whose answer was lost
     * @description `task_id` is confirmed with the provider first: the generation's account must have the task and
     * no other generation may have it. Where the API tells (v2), its model, size and time must match. `resubmit`
     * buys the video again. Where the API lists tasks, the list is searched first: a task that may belong to the
     * generation stops it (409 `task_may_exist`), and so does a list that cannot tell (409 `not_looked`), unless
     * `force` is true. Repeating a decision returns the same answer.
     */
    post: operations["postGenerationsIdResolve"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/resolve": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decide all creates of a batch whose answers were lost
     * @description `fail` gives them up. `resubmit` buys them again: the task list of each account that has one is
     * searched first, and generations that may have a task stay as they are, unless `force` is true. `dry_run`
     * reports how many there are and what they would cost.
     */
    post: operations["postBatchesIdResolve"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/bulk/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel all of your unfinished generations that a filter lets pass
     * @description Without `dry_run: false` it only reports. It changes at most `most`, which a dry run has
     * reported.
     */
    post: operations["postBulkCancel"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/bulk/retry": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Run the failed stage of all of your failed generations again that a filter lets pass
     * @description Without `dry_run: false` it only reports. It changes at most `most`, which a dry run has
     * reported. With `rebuy` it buys those that have no video, for at most `max_cost_usd`; those without a known
     * price only as `max_unpriced` allows.
     */
    post: operations["postBulkRetry"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}/video": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get a link to its video, valid for an hour */
    get: operations["getGenerationsIdVideo"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/videos/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get the video of a signed link */
    get: operations["getVideosId"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List batches, newest first
     * @description With a name or tags a page may be short or empty although more follow: continue while there is a
     * next_cursor.
     */
    get: operations["getBatches"];
    put?: never;
    /**
     * Open a batch
     * @description It accepts items until it is sealed, and starts nothing before. The same Idempotency-Key with
     * the same body returns the same batch.
     */
    post: operations["postBatches"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get a batch, with its counters */
    get: operations["getBatchesId"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change its priority, its limits or its labels */
    patch: operations["patchBatchesId"];
    trace?: never;
  };
  "/api/v1/batches/{id}/items": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send items into an open batch
     * @description JSON lines, a JSON list, a table with a header (CSV with any separator, XLSX, ODS), or one
     * prompt a line, packed with gzip or not, at most 1 GiB (a workbook 16 MiB). The format is detected from the
     * content; content that looks like something else is refused, never read as lines of prompts. A batch has at
     * most 1,000,000 items. An item's index (counted from `start`) or its custom_id makes it safe to send again:
     * after a broken upload send everything again, or the rest with `start`.
     */
    post: operations["postBatchesIdItems"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/seal": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Seal it, once it is complete: it starts, or is rejected because of invalid lines */
    post: operations["postBatchesIdSeal"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/pause": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Pause it: start no new videos, and finish those in flight */
    post: operations["postBatchesIdPause"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/resume": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Continue it after a pause or a stop */
    post: operations["postBatchesIdResume"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Cancel all of its unfinished generations */
    post: operations["postBatchesIdCancel"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/retry": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Run the failed stage of all its failed generations again */
    post: operations["postBatchesIdRetry"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/results.jsonl": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get all of its generations as JSON lines, at any time */
    get: operations["getBatchesIdResultsJsonl"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/errors.jsonl": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get what failed or was cancelled, as JSON lines */
    get: operations["getBatchesIdErrorsJsonl"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/warnings.jsonl": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get those whose video differs from what was bought, as JSON lines */
    get: operations["getBatchesIdWarningsJsonl"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/faults.jsonl": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get the indexes of its invalid items, as JSON lines, with the reason for the first of them */
    get: operations["getBatchesIdFaultsJsonl"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/dry-run": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Check and price items without a batch: nothing is stored or bought
     * @description It accepts what `items` of a batch accepts, at most 200,000 items.
     */
    post: operations["postBatchesDryRun"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/inputs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List inputs, newest first */
    get: operations["getInputs"];
    put?: never;
    /**
     * Upload a picture, a video or a recording
     * @description The body is the content itself, or a form with one file. It is judged by its content: JPEG, PNG,
     * WebP, HEIC and HEIF of at most 30 MB, MP4 and MOV of at most 50 MB, MP3 and WAV of at most 15 MB. Requests
     * refer to it by its `id`, in every field that accepts a URL of its kind. The same content is the same input.
     * It is deleted once no unfinished generation has needed it for a while (`expires_at`). A data URL in a request
     * becomes an input automatically.
     */
    post: operations["postInputs"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/inputs/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get an input */
    get: operations["getInputsId"];
    put?: never;
    post?: never;
    /** Delete an input that nobody needs */
    delete: operations["deleteInputsId"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/generations/{id}/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Stream its state changes
     * @description `snapshot` with the generation as it is, then `change` {generation, batch, from, to, at} for
     * each state change, then `end` with the generation; the stream ends with it.
     */
    get: operations["getGenerationsIdEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/batches/{id}/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Stream the state changes of its generations, and its counters
     * @description `progress` with the batch at first and at most each second, `change` {generation, batch, from,
     * to, at} for each state change, `end` with the batch once nothing more happens to it without a user.
     */
    get: operations["getBatchesIdEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/tokens": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create a short-lived token for one event stream
     * @description For pages: `EventSource` sends no headers. The token opens the events of one generation or
     * batch, as `?token=`, and nothing else. Streams end with its time, and when its key is revoked.
     */
    post: operations["postTokens"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/webhooks/secret": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create the secret that signs webhooks
     * @description It is shown in this answer only. Earlier secrets keep signing, too, for 24 hours each.
     */
    post: operations["postWebhooksSecret"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/webhooks/deliveries": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the last deliveries, newest first */
    get: operations["getWebhooksDeliveries"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/webhooks/replay": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send an event again */
    post: operations["postWebhooksReplay"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/tenant": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Get your tenant: its budget, what it has spent, and its quotas */
    get: operations["getTenant"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/accounts": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List provider accounts, with their slots, windows and health */
    get: operations["getAccounts"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/accounts/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change its limits, in running workers within 2 s */
    patch: operations["patchAccountsName"];
    trace?: never;
  };
  "/api/v1/accounts/{name}/pause": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Pause it: it starts no new videos, and finishes those in flight */
    post: operations["postAccountsNamePause"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/accounts/{name}/resume": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Use it again immediately: end a pause, a drain, the wait after refusals and a lowered cap */
    post: operations["postAccountsNameResume"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/accounts/{name}/drain": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take it out of service: it starts no new videos, and finishes those in flight */
    post: operations["postAccountsNameDrain"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/accounts/{name}/probe": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Try it again at once: end the wait after refusals and a lowered cap, and leave a pause or drain as it is */
    post: operations["postAccountsNameProbe"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/tenants": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List tenants: who shares the accounts, in which proportion, and what each has spent */
    get: operations["getTenants"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/tenants/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change its weight, budget, quotas, or pause it */
    patch: operations["patchTenantsName"];
    trace?: never;
  };
  "/api/v1/history": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What happened over the last hour, day, month or year, as points of a chart
     * @description Of the caller's tenant, or of one of its batches. An admin's key reads the whole deployment, or
     * one account, tenant or model of it. At most one of these is named. Minutes are kept for an hour, hours for a
     * month, days for a year; the newest numbers are a few seconds old.
     */
    get: operations["getHistory"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/diagnosis": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What keeps generations from moving, the worst first, and what mends it
     * @description Of the caller's tenant, in words that name no account and nobody else. An admin's key reads the
     * whole deployment's, in the same words as `hailuo status` and the dashboard. It looks at the newest 100
     * batches and at some generations of each state.
     */
    get: operations["getDiagnosis"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/audit": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List who changed what, when, and with which outcome; newest first
     * @description Every change over HTTP and the command line, and every submission, for 90 days: at most the last
     * 20000 changes, as many submissions, and as many of tenants that make more than 500 in an hour. It holds no
     * prompts, bodies or secrets.
     */
    get: operations["getAudit"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/healthz": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Check that the process is alive */
    get: operations["getHealthz"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/readyz": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Check that it can serve: Redis answers */
    get: operations["getReadyz"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/metrics": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Prometheus metrics */
    get: operations["getMetrics"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Account: {
      /** @constant */
      object: "account";
      name: string;
      slots_used: number;
      slots_allowed: number;
      backlog: number;
      windows: {
        surface: string;
        window_seconds: number;
        used: number;
        limit: number;
      }[];
      held: boolean;
      draining: boolean;
      paused_until: string | null;
      paused_reason: string | null;
      /** @description while the provider refuses it, and for a minute after the last refusal */
      refusing: {
        /** Format: date-time */
        since: string;
        times: number;
        /** Format: date-time */
        last_at: string;
        reason: string;
        /** @description while it is true, only one create is sent, as a probe */
        stopped: boolean;
        next_try_at: string | null;
      } | null;
      /** @description slots held by creates whose answers were lost */
      slots_lost: number;
      /** @description its balance in its own currency, as last reported by the provider */
      funds: {
        /** Format: date-time */
        at: string;
        currency: string;
        balance: number | null;
        plan: {
          span: string;
          status: string;
          remaining_percent: number | null;
          resets_at: string | null;
        }[];
        /** @description why the balance counts as low */
        low: string | null;
      } | null;
      /**
       * @description set when the provider could not verify the callback URL, cleared when it accepts a create
       * with one
       */
      callback_refused: {
        /** Format: date-time */
        since: string;
        /** Format: date-time */
        left_out_until: string;
        reason: string;
      } | null;
    };
    /** @description Fields that are left out do not change; null returns to the workers' settings. */
    AccountChange: {
      max_in_flight?: number | null;
      create_per_minute?: number | null;
      query_per_minute?: number | null;
      files_per_minute?: number | null;
      why?: string;
    };
    AccountPage: {
      /** @constant */
      object: "list";
      data: components["schemas"]["Account"][];
    };
    /** @description An attempt of a stage that ended in an error. */
    Attempt: {
      /** @enum {string} */
      stage: "create" | "poll" | "download";
      code: string;
      message: string;
      /** @description how many ended this way in a row */
      times: number;
      /** Format: date-time */
      first_at: string;
      /** Format: date-time */
      last_at: string;
      /** @description when the next attempt was due, if known */
      next_at: string | null;
    };
    AuditEntry: {
      /** @constant */
      object: "audit_entry";
      id: string;
      /** Format: date-time */
      at: string;
      /** @description `key <id>` over HTTP, `cli <user>@<host>` at a terminal */
      who: string;
      /** @description e.g. generation.cancel, batch.pause, tenant.set, account.drain, key.revoke */
      what: string;
      /** @description the tenant that the resource belongs to; null for resources of the deployment */
      tenant: string | null;
      /** @description ids, by kind of resource */
      about: {
        [key: string]: string;
      };
      /** @description what changed, before -> after, and the reason given */
      details: {
        [key: string]: string;
      };
      /**
       * @description refused: nothing was changed; failed: it stopped, perhaps partway
       * @enum {string}
       */
      outcome: "done" | "refused" | "failed";
      /** @description why it was refused, or failed */
      code: string | null;
    };
    /**
     * @description A page may be short or empty although more pages follow: continue while there is a next_cursor.
     */
    AuditPage: {
      /** @constant */
      object: "list";
      data: components["schemas"]["AuditEntry"][];
      next_cursor: string | null;
    };
    Batch: {
      /** @constant */
      object: "batch";
      id: string;
      name: string | null;
      /** @description at most 16 texts by their keys; batches can be listed by them */
      tags: {
        [key: string]: string;
      };
      /** @description at most 32 values by their keys, for you alone */
      metadata: {
        [key: string]: string | number | boolean | null;
      };
      /**
       * @description open: accepts items, starts none; sealed: under way; ended: all of its generations have
       * ended
       * @enum {string}
       */
      phase: "open" | "sealed" | "ended";
      /** @description set once nothing more happens to it without a user */
      outcome: ("succeeded" | "failed" | "cancelled" | "needs_attention") | null;
      total: number;
      /** @description lines that cannot be used */
      invalid: number;
      /**
       * @description generations whose request another of your batches had already made, or under way, when they
       * were submitted; they are made and charged again
       */
      twins: number;
      /**
       * @description stored videos that are not what was bought (`warnings` of a generation); `warnings.jsonl` of
       * the batch names them
       */
      warned: number;
      counts: {
        queued: number;
        creating: number;
        submission_unknown: number;
        generating: number;
        overdue: number;
        downloading: number;
        cancelling: number;
        succeeded: number;
        failed: number;
        cancelled: number;
      };
      progress: {
        /** @description generations that have ended, whatever their outcome */
        ended: number;
        /** @description the part of all that has ended, 0 to 1 */
        ratio: number;
      };
      /**
       * @description when all of it will have ended, by its pace of the last minutes; null while that tells
       * nothing: it is open, paused, stopped or over, or too few have ended
       */
      eta: string | null;
      /** @description the same by its fastest and by its slowest pace of the last hour */
      eta_range: {
        /** Format: date-time */
        earliest: string;
        /** Format: date-time */
        latest: string;
      } | null;
      paused: boolean;
      /** @description why nothing more of it is started */
      stopped: ("failure_ratio" | "rejected" | "budget" | "no_price") | null;
      priority: ("high" | "normal" | "low") | null;
      max_failure_ratio: number | null;
      budget_usd: number | null;
      reserved_usd: number;
      spent_usd: number;
      /** Format: date-time */
      created_at: string;
      sealed_at: string | null;
      ended_at: string | null;
    };
    BatchCancel: {
      /** @constant */
      object: "batch_cancel";
      cancelled: number;
      cancelling: number;
      already_ended: number;
      batch: components["schemas"]["Batch"];
    };
    /**
     * @description Fields that are left out do not change; null removes a limit, the name, all tags or all
     * metadata. A batch that a limit stopped continues.
     */
    BatchChange: {
      /** @enum {string} */
      priority?: "high" | "normal" | "low";
      max_failure_ratio?: number | null;
      budget_usd?: number | null;
      name?: string | null;
      tags?: {
        [key: string]: string;
      } | null;
      metadata?: {
        [key: string]: string | number | boolean | null;
      } | null;
    };
    BatchPage: {
      /** @constant */
      object: "list";
      data: components["schemas"]["Batch"][];
      next_cursor: string | null;
    };
    BatchResolution: {
      /** @constant */
      object: "batch_resolution";
      /** @enum {string} */
      action: "resubmit" | "fail";
      /**
       * @description whether nothing was done, and this is what would have happened, from what was last recorded
       */
      dry_run: boolean;
      /** @description generations of the batch that waited for a decision */
      waiting: number;
      resolved: number;
      /** @description left as they were */
      refused: number;
      /** @description why, by code: task_may_exist, not_looked, changed */
      reasons: {
        [key: string]: number;
      };
      /**
       * @description the price of buying them again, in addition to their first creates if those were accepted
       */
      may_cost_usd: number;
      /** @description how many more are bought again without a known price */
      unpriced: number;
      batch: components["schemas"]["Batch"];
    };
    BatchRetry: {
      /** @constant */
      object: "batch_retry";
      retried: number;
      /** @description would have to be bought again */
      refused: number;
      batch: components["schemas"]["Batch"];
    };
    /**
     * @description What was done, or with `dry_run` what would be. `more`: there are more than were looked through,
     * or than was agreed to; the same request again goes on.
     */
    Bulk: {
      /** @constant */
      object: "bulk";
      dry_run: boolean;
      matched: number;
      changed: number;
      refused: {
        [key: string]: number;
      };
      need_rebuy: number | null;
      under_way: number | null;
      cost_usd: number;
      unpriced: number | null;
      more: boolean;
      first: components["schemas"]["Generation"][];
    };
    Candidates: {
      /** @constant */
      object: "candidates";
      generation: string;
      state: string;
      /** @description whether it waits for a decision: its state is submission_unknown */
      waits: boolean;
      account: string | null;
      /** @description when its create was sent */
      submitted_at: string | null;
      /**
       * @description whether the API of its account lists tasks; where it does not, look at the provider's
       * console
       */
      lists_tasks: boolean;
      /** @description when the provider's list was last searched; null: not yet */
      looked_at: string | null;
      /** @description the span in which its task may have been created */
      from: string | null;
      until: string | null;
      /** @description whether the list covered all of that span */
      complete: boolean | null;
      /** @description how many other generations may have created one of these tasks */
      rivals: number | null;
      /**
       * @description tasks that may belong to it and that no generation has, oldest first; at most 20. The
       * provider does not show their prompts.
       */
      data: {
        task_id: string;
        /** Format: date-time */
        created_at: string;
        /** @description the status in the provider's words */
        status: string;
      }[];
    };
    Diagnosis: {
      /** @constant */
      object: "diagnosis";
      at: string | null;
      /** @enum {string} */
      standing: "idle" | "moving" | "slowed" | "stopped";
      /** @description the worst trouble with its remedy, or that nothing is in the way */
      summary: string;
      /** @description the worst first */
      troubles: {
        /**
         * @description stable; one of no_create_worker, no_poll_worker, no_download_worker, account_refused,
         * account_refused_at_times, account_paused, account_draining, limit_zero, model_refused,
         * no_account_for_model, slots_lost, slots_overdue, cap_lowered, tenant_paused, tenant_budget,
         * tenant_flood, tenant_share, batch_paused, batch_open, batch_budget, batch_no_price,
         * batch_failure_ratio, batch_cancelling, storage_full, storage_refused, links_refused,
         * downloads_failing, polls_failing, no_key_for_polls, creates_refused_alone, decision_needed,
         * funds_low, callback_refused, slots_full, window_full, and more in later versions
         */
        cause: string;
        /**
         * @description stops, slows, asks (a person has to decide), warns, limit (an account used to the full)
         * @enum {string}
         */
        severity: "stops" | "slows" | "asks" | "warns" | "limit";
        /** @description how many it holds up, as far as is known */
        generations: number;
        /** @description what is the matter: a sentence */
        what: string;
        /** @description what to do, or what happens by itself */
        remedy: string;
        account: string | null;
        batch: string | null;
        tenant: string | null;
        /** @description create, poll, download */
        stage: string | null;
        model: string | null;
        /** @description of the provider's refusal, or of the attempt that failed */
        code: string | null;
      }[];
    };
    DryRun: {
      /** @constant */
      object: "dry_run";
      received: number;
      valid: number;
      invalid: number;
      /** @description the first 100 */
      faults: {
        index: number;
        line: number | null;
        field: string | null;
        message: string;
      }[];
      /** @description how the input was read */
      input: {
        /** @description the format of its content; null if it is empty */
        format: ("jsonl" | "json" | "csv" | "tsv" | "xlsx" | "ods" | "text") | null;
        gzip: boolean;
        encoding: string;
        /** @description what separates the cells of a text table */
        separator: string | null;
        /** @description of a workbook */
        sheet: string | null;
        /** @description columns of a table, and the fields that they were read as */
        columns: {
          name: string;
          field: string;
        }[];
        /** @description unknown columns and keys, the first of them */
        left_out: string[];
        /** @description the model of entries that name none */
        default_model: string | null;
      };
      /** @description the price of all valid items that have one; videos that fail are not charged */
      cost_usd: number;
      /** @description valid items without a known price */
      unpriced: number;
      /**
       * @description an estimate from the limits of the accounts, if nothing else waits; null if there is none
       */
      seconds: number | null;
      kinds: {
        model: string;
        resolution: string | null;
        duration: number | null;
        count: number;
        /** @description of one */
        price_usd: number | null;
      }[];
    };
    /** @description What became of a generation before its request was changed. */
    EarlierTake: {
      take: number;
      /** @enum {string} */
      state: "succeeded" | "failed" | "cancelled";
      request: {
        /**
         * @description required, unless template_id is given
         * @enum {string}
         */
        model?:
          | "MiniMax-Hailuo-2.3"
          | "MiniMax-Hailuo-2.3-Fast"
          | "MiniMax-Hailuo-02"
          | "MiniMax-H3"
          | "MiniMax-H3-Max"
          | "MiniMax-H3-Regeneration"
          | "MiniMax-H3-Context-IR"
          | "T2V-01"
          | "T2V-01-Director"
          | "I2V-01"
          | "I2V-01-Director"
          | "I2V-01-live"
          | "video-01"
          | "S2V-01"
          | "video-agent";
        /**
         * @description 1 to 2000 characters, 7000 for MiniMax-H3 and -Max; optional with an image, if the model
         * accepts one
         */
        prompt?: string;
        /**
         * @description first frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for
         * MiniMax-H3 and -Max mm_file://ID
         */
        image_url?: string;
        /**
         * @description last frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for
         * MiniMax-H3 and -Max mm_file://ID; MiniMax-Hailuo-02, MiniMax-H3 and -Max
         */
        last_frame_image?: string;
        /**
         * @description seconds; default 6. 6 or 10; MiniMax-H3 4 to 15, MiniMax-H3-Max 5 to 15; the 01 models
         * take none
         */
        duration?: number;
        /**
         * @description default 768P; the allowed values depend on model and duration
         * @enum {string}
         */
        resolution?: "480P" | "512P" | "768P" | "1080P" | "2K";
        /** @description whether the provider may rewrite the prompt; default true. Not for H3 */
        enable_prompt_expansion?: boolean;
        /** @description shortens the rewriting; Hailuo models, not with a last frame */
        fast_pretreatment?: boolean;
        /** @description marks the video as made by AI */
        aigc_watermark?: boolean;
        /** @description S2V-01: the URL of a picture of one character */
        subject_reference?:
          | string
          | {
              /** @constant */
              type: "character";
              image: string[];
            }[];
        /**
         * @description H3; default 16:9 for text, adaptive with pictures
         * @enum {string}
         */
        ratio?: "adaptive" | "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
        /** @description H3: up to 9 pictures, not together with frames */
        reference_images?: string[];
        /** @description H3: up to 3 videos */
        reference_videos?: string[];
        /** @description H3: up to 3 recordings */
        reference_audio?: string[];
        /**
         * @description MiniMax-H3-Max
         * @enum {string}
         */
        prompt_expansion_mode?: "disabled" | "balanced" | "quality";
        /**
         * @description a template of the provider instead of a model; a string, since a number would lose its
         * last digits
         */
        template_id?: string;
        /** @description the template's pictures */
        media_inputs?: (
          | string
          | {
              value: string;
            }
        )[];
        /** @description the template's texts */
        text_inputs?: (
          | string
          | {
              value: string;
            }
        )[];
        /**
         * @description MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3, of the same account and the
         * last seven days
         */
        source_task_id?: string;
        /**
         * @description MiniMax-H3-Regeneration: instead of source_task_id, the video itself, unchanged, with
         * the prompt and the media that it was made from
         */
        base_video?: string;
      };
      task_id: string | null;
      /** @description what was charged for this take alone */
      cost_usd: number | null;
      /** @description where its video is kept, as `location` of the generation has it */
      location: string | null;
      bytes: number | null;
      sha256: string | null;
      submitted_at: string | null;
      ended_at: string | null;
      error?: {
        code: string;
        stage: string;
        message: string;
      };
    };
    Explanation: {
      /** @constant */
      object: "explanation";
      id: string;
      state: string;
      /** @description turn, slot, window, model, account_paused, worker, provider, download, decision, none, … */
      waits_for: string;
      /** @description one sentence for people */
      because: string;
      /** @description how many of your generations are ahead of it */
      position: number | null;
      /** @description an estimate; null if there is none */
      starts_in_seconds: number | null;
      /** @description why its last attempt failed, if one did */
      last_attempt: components["schemas"]["Attempt"] | null;
    };
    Generation: {
      /** @constant */
      object: "generation";
      id: string;
      /** @enum {string} */
      state:
        | "queued"
        | "creating"
        | "submission_unknown"
        | "generating"
        | "overdue"
        | "downloading"
        | "cancelling"
        | "succeeded"
        | "failed"
        | "cancelled";
      /**
       * @description which take of it this is, from 1: each change of its request after its end makes the next
       */
      take: number;
      batch: string;
      custom_id: string | null;
      /** @description with all defaults filled in; images sent as data are named, not repeated */
      request: {
        /**
         * @description required, unless template_id is given
         * @enum {string}
         */
        model?:
          | "MiniMax-Hailuo-2.3"
          | "MiniMax-Hailuo-2.3-Fast"
          | "MiniMax-Hailuo-02"
          | "MiniMax-H3"
          | "MiniMax-H3-Max"
          | "MiniMax-H3-Regeneration"
          | "MiniMax-H3-Context-IR"
          | "T2V-01"
          | "T2V-01-Director"
          | "I2V-01"
          | "I2V-01-Director"
          | "I2V-01-live"
          | "video-01"
          | "S2V-01"
          | "video-agent";
        /**
         * @description 1 to 2000 characters, 7000 for MiniMax-H3 and -Max; optional with an image, if the model
         * accepts one
         */
        prompt?: string;
        /**
         * @description first frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for
         * MiniMax-H3 and -Max mm_file://ID
         */
        image_url?: string;
        /**
         * @description last frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for
         * MiniMax-H3 and -Max mm_file://ID; MiniMax-Hailuo-02, MiniMax-H3 and -Max
         */
        last_frame_image?: string;
        /**
         * @description seconds; default 6. 6 or 10; MiniMax-H3 4 to 15, MiniMax-H3-Max 5 to 15; the 01 models
         * take none
         */
        duration?: number;
        /**
         * @description default 768P; the allowed values depend on model and duration
         * @enum {string}
         */
        resolution?: "480P" | "512P" | "768P" | "1080P" | "2K";
        /** @description whether the provider may rewrite the prompt; default true. Not for H3 */
        enable_prompt_expansion?: boolean;
        /** @description shortens the rewriting; Hailuo models, not with a last frame */
        fast_pretreatment?: boolean;
        /** @description marks the video as made by AI */
        aigc_watermark?: boolean;
        /** @description S2V-01: the URL of a picture of one character */
        subject_reference?:
          | string
          | {
              /** @constant */
              type: "character";
              image: string[];
            }[];
        /**
         * @description H3; default 16:9 for text, adaptive with pictures
         * @enum {string}
         */
        ratio?: "adaptive" | "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
        /** @description H3: up to 9 pictures, not together with frames */
        reference_images?: string[];
        /** @description H3: up to 3 videos */
        reference_videos?: string[];
        /** @description H3: up to 3 recordings */
        reference_audio?: string[];
        /**
         * @description MiniMax-H3-Max
         * @enum {string}
         */
        prompt_expansion_mode?: "disabled" | "balanced" | "quality";
        /**
         * @description a template of the provider instead of a model; a string, since a number would lose its
         * last digits
         */
        template_id?: string;
        /** @description the template's pictures */
        media_inputs?: (
          | string
          | {
              value: string;
            }
        )[];
        /** @description the template's texts */
        text_inputs?: (
          | string
          | {
              value: string;
            }
        )[];
        /**
         * @description MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3, of the same account and the
         * last seven days
         */
        source_task_id?: string;
        /**
         * @description MiniMax-H3-Regeneration: instead of source_task_id, the video itself, unchanged, with
         * the prompt and the media that it was made from
         */
        base_video?: string;
      };
      /** @enum {string} */
      priority: "high" | "normal" | "low";
      account: string | null;
      /** @description the provider's */
      task_id: string | null;
      provider_status: string | null;
      /** @description where the video goes in storage */
      object_key: string;
      /** @description s3://bucket/key; null before it is stored, and for videos in a directory of the server */
      location: string | null;
      bytes: number | null;
      sha256: string | null;
      /** @description in pixels, read from the stored file */
      width: number | null;
      height: number | null;
      /** @description in seconds, read from the stored file */
      duration: number | null;
      /** @description as in a MIME type's codecs, e.g. avc1.640032 */
      video_codec: string | null;
      /** @description null: it has no sound */
      audio_codec: string | null;
      /** @description how the stored video differs from what was bought */
      warnings: ("no_video_track" | "wrong_duration" | "wrong_resolution" | "unreadable" | "stray_bytes")[];
      /** @description its price if it succeeds, from the price table of the day it was submitted */
      price_usd: number | null;
      /** @description what was charged */
      cost_usd: number | null;
      created_at: string | null;
      submitted_at: string | null;
      accepted_at: string | null;
      generated_at: string | null;
      ended_at: string | null;
      /**
       * @description the last attempts that ended in an error, oldest first; at most five entries for each stage
       */
      attempts: components["schemas"]["Attempt"][];
      /** @description the takes before this one, oldest first */
      earlier_takes: components["schemas"]["EarlierTake"][];
      error?: {
        code: string;
        stage: string;
        message: string;
      };
      /** @description the W3C trace that it was submitted in; its webhooks are sent under it */
      traceparent?: string;
    };
    /**
     * @description Fields of the request that are to be other ones; null takes one away. Those that are not named
     * stay as they are.
     */
    GenerationEdit: {
      /**
       * @description required, unless template_id is given
       * @enum {string}
       */
      model?:
        | "MiniMax-Hailuo-2.3"
        | "MiniMax-Hailuo-2.3-Fast"
        | "MiniMax-Hailuo-02"
        | "MiniMax-H3"
        | "MiniMax-H3-Max"
        | "MiniMax-H3-Regeneration"
        | "MiniMax-H3-Context-IR"
        | "T2V-01"
        | "T2V-01-Director"
        | "I2V-01"
        | "I2V-01-Director"
        | "I2V-01-live"
        | "video-01"
        | "S2V-01"
        | "video-agent";
      /**
       * @description 1 to 2000 characters, 7000 for MiniMax-H3 and -Max; optional with an image, if the model
       * accepts one
       */
      prompt?: string;
      /**
       * @description first frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3
       * and -Max mm_file://ID
       */
      image_url?: string;
      /**
       * @description last frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3
       * and -Max mm_file://ID; MiniMax-Hailuo-02, MiniMax-H3 and -Max
       */
      last_frame_image?: string;
      /**
       * @description seconds; default 6. 6 or 10; MiniMax-H3 4 to 15, MiniMax-H3-Max 5 to 15; the 01 models take
       * none
       */
      duration?: number;
      /**
       * @description default 768P; the allowed values depend on model and duration
       * @enum {string}
       */
      resolution?: "480P" | "512P" | "768P" | "1080P" | "2K";
      /** @description whether the provider may rewrite the prompt; default true. Not for H3 */
      enable_prompt_expansion?: boolean;
      /** @description shortens the rewriting; Hailuo models, not with a last frame */
      fast_pretreatment?: boolean;
      /** @description marks the video as made by AI */
      aigc_watermark?: boolean;
      /** @description S2V-01: the URL of a picture of one character */
      subject_reference?:
        | string
        | {
            /** @constant */
            type: "character";
            image: string[];
          }[];
      /**
       * @description H3; default 16:9 for text, adaptive with pictures
       * @enum {string}
       */
      ratio?: "adaptive" | "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
      /** @description H3: up to 9 pictures, not together with frames */
      reference_images?: string[];
      /** @description H3: up to 3 videos */
      reference_videos?: string[];
      /** @description H3: up to 3 recordings */
      reference_audio?: string[];
      /**
       * @description MiniMax-H3-Max
       * @enum {string}
       */
      prompt_expansion_mode?: "disabled" | "balanced" | "quality";
      /**
       * @description a template of the provider instead of a model; a string, since a number would lose its last
       * digits
       */
      template_id?: string;
      /** @description the template's pictures */
      media_inputs?: (
        | string
        | {
            value: string;
          }
      )[];
      /** @description the template's texts */
      text_inputs?: (
        | string
        | {
            value: string;
          }
      )[];
      /**
       * @description MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3, of the same account and the
       * last seven days
       */
      source_task_id?: string;
      /**
       * @description MiniMax-H3-Regeneration: instead of source_task_id, the video itself, unchanged, with the
       * prompt and the media that it was made from
       */
      base_video?: string;
    };
    /**
     * @description A page may be short or empty although more pages follow: continue while there is a next_cursor.
     */
    GenerationPage: {
      /** @constant */
      object: "list";
      data: components["schemas"]["Generation"][];
      /** @description pass it as `cursor`; null on the last page */
      next_cursor: string | null;
    };
    History: {
      /** @constant */
      object: "history";
      scope: {
        /** @enum {string} */
        kind: "all" | "account" | "tenant" | "model" | "batch";
        /** @description null: the whole deployment */
        name: string | null;
      };
      /** @enum {string} */
      step: "minute" | "hour" | "day";
      /** @description oldest first, without gaps; the last one still grows */
      data: {
        /** @description its start */
        at: string | null;
        /** @description generations submitted; 0 of an account, as it is not known yet which one makes them */
        created: number;
        succeeded: number;
        cancelled: number;
        /** @description by the code of their error */
        failed: {
          [key: string]: number;
        };
        /**
         * @description seconds that generations waited for their create, summed over all of them, by cause:
         * turn, slot, window, cooldown, budget, paused, worker, and more in later versions
         */
        waited_seconds: {
          [key: string]: number;
        };
        /** @description when a task had ended */
        spent_usd: number;
        /** @description seconds that unfinished tasks held slots, summed: 20 slots for a minute are 1,200 */
        slot_seconds: number;
        /** @description the same of all slots that there were, used or not */
        slot_seconds_allowed: number;
        /** @description of the tasks that ended */
        polls: number;
      }[];
    };
    /**
     * @description A picture, video or recording that requests may refer to. Its content is sent to the provider
     * only, and never served.
     */
    Input: {
      /** @constant */
      object: "input";
      /** @description what requests refer to it by: `input://sha256-….png` */
      id: string;
      sha256: string;
      /** @enum {string} */
      kind: "image" | "video" | "audio";
      /** @description content type, detected from the content */
      type: string;
      bytes: number;
      /** @description pixels, of images */
      width: number | null;
      height: number | null;
      created_at: string;
      /** @description unfinished generations that need it */
      needed_by: number;
      /**
       * @description when it is deleted unless a request uses it before; null while it is needed, or if inputs
       * are kept forever
       */
      expires_at: string | null;
    };
    InputPage: {
      /** @constant */
      object: "list";
      data: components["schemas"]["Input"][];
      next_cursor: string | null;
    };
    NewBatch: {
      /**
       * @description what happens if lines are invalid; default reject: none of its videos are made
       * @enum {string}
       */
      invalid?: "reject" | "skip";
      /** @enum {string} */
      priority?: "high" | "normal" | "low";
      /** @description no more videos start once a larger share of the batch has failed */
      max_failure_ratio?: number;
      /** @description a video starts only if its price fits the remaining budget */
      budget_usd?: number;
      /** @description URL to notify when it is sealed, and when all of its generations have ended */
      webhook?: string;
      /** @description whether to notify the URL of each of its generations, too; default false */
      webhook_of_each?: boolean;
      /**
       * @description states of a generation that are told; default succeeded, failed, cancelled, needs_attention
       */
      events_filter?: (
        | "queued"
        | "creating"
        | "generating"
        | "overdue"
        | "downloading"
        | "cancelling"
        | "needs_attention"
        | "succeeded"
        | "failed"
        | "cancelled"
      )[];
      /** @description any text on one line, at most 128 characters */
      name?: string;
      /** @description at most 16 texts by their keys; batches can be listed by them */
      tags?: {
        [key: string]: string;
      };
      /** @description at most 32 values by their keys, for you alone */
      metadata?: {
        [key: string]: string | number | boolean | null;
      };
    };
    /**
     * @description A generation request, and how to handle it. Which fields and values may be combined depends on
     * the model.
     */
    NewGeneration: {
      /**
       * @description required, unless template_id is given
       * @enum {string}
       */
      model?:
        | "MiniMax-Hailuo-2.3"
        | "MiniMax-Hailuo-2.3-Fast"
        | "MiniMax-Hailuo-02"
        | "MiniMax-H3"
        | "MiniMax-H3-Max"
        | "MiniMax-H3-Regeneration"
        | "MiniMax-H3-Context-IR"
        | "T2V-01"
        | "T2V-01-Director"
        | "I2V-01"
        | "I2V-01-Director"
        | "I2V-01-live"
        | "video-01"
        | "S2V-01"
        | "video-agent";
      /**
       * @description 1 to 2000 characters, 7000 for MiniMax-H3 and -Max; optional with an image, if the model
       * accepts one
       */
      prompt?: string;
      /**
       * @description first frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3
       * and -Max mm_file://ID
       */
      image_url?: string;
      /**
       * @description last frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3
       * and -Max mm_file://ID; MiniMax-Hailuo-02, MiniMax-H3 and -Max
       */
      last_frame_image?: string;
      /**
       * @description seconds; default 6. 6 or 10; MiniMax-H3 4 to 15, MiniMax-H3-Max 5 to 15; the 01 models take
       * none
       */
      duration?: number;
      /**
       * @description default 768P; the allowed values depend on model and duration
       * @enum {string}
       */
      resolution?: "480P" | "512P" | "768P" | "1080P" | "2K";
      /** @description whether the provider may rewrite the prompt; default true. Not for H3 */
      enable_prompt_expansion?: boolean;
      /** @description shortens the rewriting; Hailuo models, not with a last frame */
      fast_pretreatment?: boolean;
      /** @description marks the video as made by AI */
      aigc_watermark?: boolean;
      /** @description S2V-01: the URL of a picture of one character */
      subject_reference?:
        | string
        | {
            /** @constant */
            type: "character";
            image: string[];
          }[];
      /**
       * @description H3; default 16:9 for text, adaptive with pictures
       * @enum {string}
       */
      ratio?: "adaptive" | "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
      /** @description H3: up to 9 pictures, not together with frames */
      reference_images?: string[];
      /** @description H3: up to 3 videos */
      reference_videos?: string[];
      /** @description H3: up to 3 recordings */
      reference_audio?: string[];
      /**
       * @description MiniMax-H3-Max
       * @enum {string}
       */
      prompt_expansion_mode?: "disabled" | "balanced" | "quality";
      /**
       * @description a template of the provider instead of a model; a string, since a number would lose its last
       * digits
       */
      template_id?: string;
      /** @description the template's pictures */
      media_inputs?: (
        | string
        | {
            value: string;
          }
      )[];
      /** @description the template's texts */
      text_inputs?: (
        | string
        | {
            value: string;
          }
      )[];
      /**
       * @description MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3, of the same account and the
       * last seven days
       */
      source_task_id?: string;
      /**
       * @description MiniMax-H3-Regeneration: instead of source_task_id, the video itself, unchanged, with the
       * prompt and the media that it was made from
       */
      base_video?: string;
      /** @description your own name for it, unique among your single generations; it names the file */
      custom_id?: string;
      /** @enum {string} */
      priority?: "high" | "normal" | "low";
      /** @description URL to notify when it ends or needs attention, or of the states in events_filter */
      webhook?: string;
      /**
       * @description states of a generation that are told; default succeeded, failed, cancelled, needs_attention
       */
      events_filter?: (
        | "queued"
        | "creating"
        | "generating"
        | "overdue"
        | "downloading"
        | "cancelling"
        | "needs_attention"
        | "succeeded"
        | "failed"
        | "cancelled"
      )[];
      /** @description whether to return a finished generation of yours with an identical request instead */
      reuse?: boolean;
    };
    /** @description Exactly one of generation and batch. */
    NewStreamToken: {
      /** @description whose events it opens */
      generation?: string;
      /** @description in place of generation: whose events it opens */
      batch?: string;
      /**
       * @description how long it is valid
       * @default 10
       */
      minutes: number;
    };
    /** @description What is wrong, as RFC 9457 describes it */
    Problem: {
      /** @description about:blank, or urn:hailuo-queue:<code> */
      type: string;
      title: string;
      status: number;
      /** @description stable, for programs */
      code: string;
      /** @description for people: what happened, and what to do */
      detail?: string;
      errors?: {
        field: string;
        message: string;
      }[];
    };
    Resolution: {
      /** @constant */
      object: "resolution";
      /** @enum {string} */
      action: "task" | "resubmit" | "fail";
      /** @description whether the same decision was made before; then nothing was done now */
      again: boolean;
      /**
       * @description resubmit: the price of buying it again, in addition to the first create if that was
       * accepted; null: nothing is bought, or the price is not known
       */
      may_cost_usd: number | null;
      generation: components["schemas"]["Generation"];
    };
    /** @description The decision: exactly one of task_id, resubmit and fail. */
    Resolve: {
      /** @description continue with the provider's task of this id; buys nothing */
      task_id?: string;
      /**
       * @description BUYS it again, and pays twice if the first create was accepted
       * @constant
       */
      resubmit?: true;
      /**
       * @description give it up; also for one that stays overdue or cancelling
       * @constant
       */
      fail?: true;
      /**
       * @description with resubmit: buy it even if the provider's list may contain its task, or could not be
       * read; its first create then counts as spent, too
       */
      force?: boolean;
    };
    /** @description The decision for all that wait: exactly one of resubmit and fail. */
    ResolveBatch: {
      /** @constant */
      resubmit?: true;
      /** @constant */
      fail?: true;
      /**
       * @description with resubmit: buy it even if the provider's list may contain its task, or could not be
       * read; its first create then counts as spent, too
       */
      force?: boolean;
      /** @description report how many there are and what they would cost; asks nobody and changes nothing */
      dry_run?: boolean;
    };
    Seal: {
      /** @constant */
      object: "seal";
      /** @enum {string} */
      result: "sealed" | "existing" | "rejected";
      received: number;
      invalid: number;
      batch: components["schemas"]["Batch"];
    };
    Status: {
      status: string;
    };
    StreamToken: {
      /** @constant */
      object: "stream_token";
      /** @description shown in this answer only */
      token: string;
      /** @description the path of the event stream with the token, for EventSource */
      url: string;
      /** Format: date-time */
      expires_at: string;
    };
    Tenant: {
      /** @constant */
      object: "tenant";
      name: string;
      weight: number;
      paused: boolean;
      unfinished: number;
      budget_usd: number | null;
      reserved_usd: number;
      spent_usd: number;
      /** @description null: the gateway's default */
      requests_per_minute: number | null;
      /** @description null: the gateway's default */
      max_unfinished: number | null;
      /** @description bytes of its records in Redis (an estimate) and of its inputs in storage */
      bytes_kept: number;
      /** @description of them, its inputs */
      input_bytes: number;
      /** @description null: the gateway's default */
      max_bytes: number | null;
    };
    /** @description Fields that are left out do not change; null removes a limit. */
    TenantChange: {
      weight?: number;
      budget_usd?: number | null;
      paused?: boolean;
      requests_per_minute?: number | null;
      max_unfinished?: number | null;
      max_bytes?: number | null;
    };
    TenantPage: {
      /** @constant */
      object: "list";
      data: components["schemas"]["Tenant"][];
    };
    Upload: {
      /** @constant */
      object: "upload";
      received: number;
      created: number;
      /** @description sent before */
      existing: number;
      invalid: number;
      /** @description sent before with another payload */
      conflicts: number;
      /** @description the first 100 */
      faults: {
        index: number;
        line: number | null;
        field: string | null;
        message: string;
      }[];
      /** @description how the upload was understood */
      input: {
        /** @description the format of its content; null if it is empty */
        format: ("jsonl" | "json" | "csv" | "tsv" | "xlsx" | "ods" | "text") | null;
        gzip: boolean;
        encoding: string;
        /** @description what separates the cells of a text table */
        separator: string | null;
        /** @description of a workbook */
        sheet: string | null;
        /** @description columns of a table, and the fields that they were read as */
        columns: {
          name: string;
          field: string;
        }[];
        /** @description unknown columns and keys, the first of them */
        left_out: string[];
        /** @description the model of entries that name none */
        default_model: string | null;
      };
      batch: components["schemas"]["Batch"];
    };
    /** @description The URL reads the video without a key until `expires_at`. */
    VideoLink: {
      /** @constant */
      object: "video_link";
      url: string;
      /** Format: date-time */
      expires_at: string;
    };
    WebhookDeliveries: {
      /** @constant */
      object: "list";
      data: components["schemas"]["WebhookDelivery"][];
    };
    WebhookDelivery: {
      /** @constant */
      object: "webhook_delivery";
      /** @description the event's id: `webhook-id`, the same each time it is sent */
      id: string;
      type: string;
      /** @description without its query */
      url: string;
      /**
       * @description failed: given up after 24 h or for lack of room, or the receiver answered 410
       * @enum {string}
       */
      state: "pending" | "delivered" | "failed";
      attempts: number;
      last_result: string | null;
      last_attempt_at: string | null;
      /** Format: date-time */
      created_at: string;
    };
    WebhookSecret: {
      /** @constant */
      object: "webhook_secret";
      secret: string;
      /**
       * @description how Redis holds it; plain: unencrypted, since the gateways have no HAILUO_SECRETS_KEY
       * @enum {string}
       */
      stored: "encrypted" | "plain";
      /** @description what to do if it is plain */
      note?: string;
    };
  };
  responses: {
    /** @description What is wrong with the request, field by field */
    BadRequest: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description No valid API key */
    Unauthorized: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The key's role does not allow it */
    Forbidden: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The body is too large; `detail` names the limit */
    TooLarge: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The content type is not accepted */
    ContentType: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The body cannot be used; `detail` says why, and names a limit that it exceeds */
    Unusable: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Too many requests, or more than the tenant's quota; Retry-After says when to try again */
    TooMany: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Redis or storage is unavailable: nothing was accepted, try again */
    Unavailable: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getGenerations: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
        batch?: string;
        state?:
          | "queued"
          | "creating"
          | "submission_unknown"
          | "generating"
          | "overdue"
          | "downloading"
          | "cancelling"
          | "succeeded"
          | "failed"
          | "cancelled";
        /** @description only those whose video differs from what was bought */
        warnings?: "true" | "false";
        /**
         * @description only those that meet these conditions (`code=video_flagged ended<1h`), or have these
         * words in prompt, custom_id, id, task or batch; a page may be short, or empty, before the last
         */
        where?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["GenerationPage"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postGenerations: {
    parameters: {
      query?: never;
      header?: {
        /** @description any text of at most 255 characters; makes it safe to send the request again */
        "Idempotency-Key"?: string;
        /**
         * @description `same`: this was sent before and its answer did not come; `new`: this is one more.
         * Without either, a create without a name is the one before if that had the same content, came from the
         * same key, and its answer broke off in the last ten minutes
         */
        "Hailuo-Resend"?: string;
        /** @description wait=<seconds>: delay the answer until it has ended */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["NewGeneration"];
      };
    };
    responses: {
      /** @description It was there before */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Generation"];
        };
      };
      /** @description Enqueued */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Generation"];
        };
      };
      /** @description What is wrong, field by field */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description The key or custom_id was used for another request */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      415: components["responses"]["ContentType"];
      /** @description JSON that is nested too deeply, holds too much, or names something twice */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests, unfinished generations or kept bytes */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  getGenerationsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Generation"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getGenerationsIdExplain: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One sentence, and a stable code */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Explanation"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postGenerationsIdCancel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Generation"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postGenerationsIdEdit: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description any text of at most 255 characters: sent again with it within a day, the change is done
         * once and has the same answer; another request with it is answered 409
         */
        "Idempotency-Key"?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["GenerationEdit"];
      };
    };
    responses: {
      /** @description As it is now; also where it is of this very request already */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Generation"];
        };
      };
      /** @description What is wrong, field by field */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It may be under way, or has all the takes that are kept */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      415: components["responses"]["ContentType"];
      /** @description JSON that is nested too deeply, holds too much, or names something twice */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests, unfinished generations or kept bytes */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  postGenerationsIdRetry: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description any text of at most 255 characters: sent again with it within a day, the change is done
         * once and has the same answer; another request with it is answered 409
         */
        "Idempotency-Key"?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /**
           * @description whether one without a video may be bought again
           * @default false
           */
          rebuy?: boolean;
          /**
           * @description with rebuy: buy it although its video may still be downloaded, or its task asked for
           */
          force?: boolean;
        };
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Generation"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /**
       * @description It has not failed, must be bought again, or has changed meanwhile (`not_retried`); or the
       * Idempotency-Key was used for another request, or its request is still being carried out
       */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postGenerationsIdUpscale: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /**
           * @default 2K
           * @enum {string}
           */
          resolution?: "2K";
          /**
           * @description make it from the stored video with its prompt and media, or from its task, which
           * MiniMax allows for some accounts only
           * @default video
           * @enum {string}
           */
          from?: "video" | "task";
        };
      };
    };
    responses: {
      /** @description It was there before */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Generation"];
        };
      };
      /** @description Enqueued */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Generation"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No larger video can be made of it, or its video is not in storage */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      /** @description Too many requests, unfinished generations or kept bytes */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  getGenerationsIdCandidates: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As far as it is known */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Candidates"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postGenerationsIdResolve: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description any text of at most 255 characters: sent again with it within a day, the change is done
         * once and has the same answer; another request with it is answered 409
         */
        "Idempotency-Key"?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["Resolve"];
      };
    };
    responses: {
      /** @description Done, now or before */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Resolution"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It needs no decision, the task belongs to another generation, or there may be a task */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      /** @description The account has no such task, or the task was made from another request */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description More than 30 questions to the provider in a minute */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /**
       * @description Nothing was changed: no worker can ask the provider (`nobody_to_ask`), or the provider
       * cannot answer now
       */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postBatchesIdResolve: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description any text of at most 255 characters: sent again with it within a day, the change is done
         * once and has the same answer; another request with it is answered 409
         */
        "Idempotency-Key"?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ResolveBatch"];
      };
    };
    responses: {
      /** @description How many */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["BatchResolution"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /**
       * @description The Idempotency-Key was used for another request, or its request is still being carried out
       */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      /** @description More than 30 questions to the provider in a minute */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /**
       * @description Nothing was changed: no worker can ask the provider (`nobody_to_ask`), or the provider
       * cannot answer now
       */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postBulkCancel: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description conditions that all hold, e.g. `code=video_flagged model=MiniMax-H3 ended<1h` */
          where: string;
          /**
           * @description whether only to report what would be done
           * @default true
           */
          dry_run?: boolean;
          /** @description how many may be changed; as a dry run reported */
          most?: number;
          /** @description the reason, for the audit */
          why?: string;
        };
      };
    };
    responses: {
      /** @description What was done, or would be */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Bulk"];
        };
      };
      /** @description The filter or the agreement cannot be used */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      /** @description Too much at once */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  postBulkRetry: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description any text of at most 255 characters: sent again with it within a day, the change is done
         * once and has the same answer; another request with it is answered 409
         */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description conditions that all hold, e.g. `code=video_flagged model=MiniMax-H3 ended<1h` */
          where: string;
          /**
           * @description whether only to report what would be done
           * @default true
           */
          dry_run?: boolean;
          /** @description how many may be changed; as a dry run reported */
          most?: number;
          /** @description the reason, for the audit */
          why?: string;
          /**
           * @description whether those without a video may be bought again
           * @default false
           */
          rebuy?: boolean;
          /** @description what may be bought; needed with `rebuy` */
          max_cost_usd?: number;
          /**
           * @description how many without a known price may be bought beside that; others are refused as
           * `no_price`
           * @default 0
           */
          max_unpriced?: number;
        };
      };
    };
    responses: {
      /** @description What was done, or would be */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Bulk"];
        };
      };
      /** @description The filter or the agreement cannot be used */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /**
       * @description The Idempotency-Key was used for another request, or its request is still being carried out
       */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      /** @description Too much at once */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  getGenerationsIdVideo: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The link */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["VideoLink"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It has no video (yet) */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getVideosId: {
    parameters: {
      query?: {
        Expires?: string;
        Signature?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The video */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "video/mp4": string;
        };
      };
      400: components["responses"]["BadRequest"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  getBatches: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
        /** @description only those with this name */
        name?: string;
        /** @description only those with this tag, as `key:value`; several: with all of them */
        tag?: string | string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["BatchPage"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postBatches: {
    parameters: {
      query?: never;
      header?: {
        /** @description any text of at most 255 characters */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["NewBatch"];
      };
    };
    responses: {
      /** @description Opened */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Batch"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description The key was used for a batch with other settings */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      /** @description Too many requests, open batches, batches or kept bytes */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  getBatchesId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Batch"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  patchBatchesId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["BatchChange"];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Batch"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postBatchesIdItems: {
    parameters: {
      query?: {
        start?: number;
        /** @description whether the batch is complete with this upload */
        seal?: "true" | "false";
        /** @description overrides the format that is detected from the content */
        format?: "jsonl" | "json" | "csv" | "tsv" | "xlsx" | "ods" | "text";
        /** @description sheet of a workbook: its name, or its number from 1; default: the first */
        sheet?: string;
        /** @description whether unknown columns and keys are faults; otherwise they are left out */
        strict?: "true" | "false";
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/x-ndjson": string;
        "application/jsonl": string;
        "application/json": string;
        "text/csv": string;
        "text/tab-separated-values": string;
        "text/plain": string;
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
        "application/vnd.oasis.opendocument.spreadsheet": string;
        "application/gzip": string;
        "application/octet-stream": string;
      };
    };
    responses: {
      /** @description What became of them */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Upload"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The batch is sealed */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many bytes, lines or items; what came before was accepted */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Another content type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      422: components["responses"]["Unusable"];
      /**
       * @description Too many requests, uploads under way, unfinished generations or kept bytes; what came before
       * was accepted
       */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  postBatchesIdSeal: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /** @description how many items there must be, valid or not */
          total?: number;
        };
      };
    };
    responses: {
      /** @description Sealed, now or before, or rejected */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Seal"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not all of `total` items are there */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postBatchesIdPause: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Batch"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postBatchesIdResume: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Batch"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postBatchesIdCancel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What happened to its generations */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["BatchCancel"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postBatchesIdRetry: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description any text of at most 255 characters: sent again with it within a day, the change is done
         * once and has the same answer; another request with it is answered 409
         */
        "Idempotency-Key"?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /** @description whether those without a video may be bought again */
          rebuy?: boolean;
          /** @description only failures of this code */
          code?: string;
        };
      };
    };
    responses: {
      /** @description How many */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["BatchRetry"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /**
       * @description The Idempotency-Key was used for another request, or its request is still being carried out
       */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getBatchesIdResultsJsonl: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One JSON object a line, in the batch's order */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/x-ndjson": string;
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getBatchesIdErrorsJsonl: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One JSON object a line, in the batch's order */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/x-ndjson": string;
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getBatchesIdWarningsJsonl: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One JSON object a line, in the batch's order */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/x-ndjson": string;
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getBatchesIdFaultsJsonl: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One JSON object a line */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/x-ndjson": string;
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postBatchesDryRun: {
    parameters: {
      query?: {
        /** @description overrides the format that is detected from the content */
        format?: "jsonl" | "json" | "csv" | "tsv" | "xlsx" | "ods" | "text";
        /** @description sheet of a workbook: its name, or its number from 1; default: the first */
        sheet?: string;
        /** @description whether unknown columns and keys are faults; otherwise they are left out */
        strict?: "true" | "false";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/x-ndjson": string;
        "application/jsonl": string;
        "application/json": string;
        "text/csv": string;
        "text/tab-separated-values": string;
        "text/plain": string;
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
        "application/vnd.oasis.opendocument.spreadsheet": string;
        "application/gzip": string;
        "application/octet-stream": string;
      };
    };
    responses: {
      /** @description What is wrong with them, what they would cost, how long they would take */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["DryRun"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description Too many items */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Another content type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      422: components["responses"]["Unusable"];
      /** @description Too many uploads under way */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  getInputs: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["InputPage"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postInputs: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "multipart/form-data": string;
        "application/octet-stream": string;
        "image/jpeg": string;
        "image/png": string;
        "image/webp": string;
        "image/heic": string;
        "image/heif": string;
        "video/mp4": string;
        "video/quicktime": string;
        "audio/mpeg": string;
        "audio/wav": string;
        "image/jpg": string;
        "video/mov": string;
        "audio/mp3": string;
        "audio/x-wav": string;
        "audio/wave": string;
      };
    };
    responses: {
      /** @description It existed before; its retention starts again */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Input"];
        };
      };
      /** @description Kept */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Input"];
        };
      };
      /** @description A form without a file, or with more than one */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description Larger than the provider takes */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Another content type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No picture, video or recording of a kind and shape that the provider takes */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests, uploads at once, inputs or bytes */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  getInputsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description hash of its content: 64 hexadecimal digits, or its id without `input://` */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Input"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  deleteInputsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description hash of its content: 64 hexadecimal digits, or its id without `input://` */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description An unfinished generation needs it */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getGenerationsIdEvents: {
    parameters: {
      query?: {
        /** @description of POST /api/v1/tokens, in place of a key: for EventSource */
        token?: string;
      };
      header?: {
        /** @description the last id that you saw: events since then are sent first */
        "Last-Event-ID"?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description text/event-stream */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getBatchesIdEvents: {
    parameters: {
      query?: {
        /** @description of POST /api/v1/tokens, in place of a key: for EventSource */
        token?: string;
      };
      header?: {
        /** @description the last id that you saw: events since then are sent first */
        "Last-Event-ID"?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description text/event-stream */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postTokens: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewStreamToken"];
      };
    };
    responses: {
      /** @description The token */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["StreamToken"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postWebhooksSecret: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The new secret */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WebhookSecret"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      /** @description Too many were made within 24 hours */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      503: components["responses"]["Unavailable"];
    };
  };
  getWebhooksDeliveries: {
    parameters: {
      query?: {
        limit?: number;
        state?: "pending" | "delivered" | "failed";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description The last 1,000 are kept, for a week, and the last 100 that were given up for lack of room
       */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WebhookDeliveries"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postWebhooksReplay: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          event_id: string;
        };
      };
    };
    responses: {
      /** @description It is sent again, under its old id */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WebhookDelivery"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description It does not exist, or belongs to another tenant */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getTenant: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Tenant"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getAccounts: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of them */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["AccountPage"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  patchAccountsName: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["AccountChange"];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Account"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description Nothing has this name */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postAccountsNamePause: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          why?: string;
        };
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Account"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description Nothing has this name */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postAccountsNameResume: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          why?: string;
        };
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Account"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description Nothing has this name */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postAccountsNameDrain: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          why?: string;
        };
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Account"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description Nothing has this name */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  postAccountsNameProbe: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          why?: string;
        };
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Account"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      /** @description Nothing has this name */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description An admin has paused or drained it */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getTenants: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of them */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TenantPage"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  patchTenantsName: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["TenantChange"];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Tenant"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      413: components["responses"]["TooLarge"];
      415: components["responses"]["ContentType"];
      422: components["responses"]["Unusable"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getHistory: {
    parameters: {
      query?: {
        /** @description of the caller's tenant */
        batch?: string;
        /** @description for admins */
        account?: string;
        /** @description for admins */
        tenant?: string;
        /** @description for admins */
        model?: string;
        /** @description default: an hour ago */
        since?: string;
        /** @description how long a point lasts; default: the shortest whose points reach back to `since` */
        step?: "minute" | "hour" | "day";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A series */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["History"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      /** @description For admins alone */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The tenant has no such batch */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Several series named */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getDiagnosis: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Diagnosis"];
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getAudit: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
        tenant?: string;
        what?: string;
        /** @description not before this time */
        since?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["AuditPage"];
        };
      };
      /** @description Not a cursor of a page */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
  getHealthz: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is alive */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Status"];
        };
      };
      400: components["responses"]["BadRequest"];
      503: components["responses"]["Unavailable"];
    };
  };
  getReadyz: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It can */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Status"];
        };
      };
      400: components["responses"]["BadRequest"];
      /** @description It cannot just now */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Status"];
        };
      };
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description text/plain */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      400: components["responses"]["BadRequest"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      429: components["responses"]["TooMany"];
      503: components["responses"]["Unavailable"];
    };
  };
}
