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
     * @description Sent again with the same Idempotency-Key (or custom_id) and the same body it answers with the original, with another body with 409. `Prefer: wait=30` holds the answer until the generation has ended, at most 60 s.
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
    /** What it waits for, why, and about how long */
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
     * @description A queued one ends at once; one that the provider works on becomes `cancelling` and is not stored. One that has ended stays as it is.
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
     * @description What waits is changed where it is. What has ended is made again as its next take, and buys it: the video before is kept, and named in `earlier_takes`. One that may be under way at the provider is not changed: wait for its end, or cancel it.
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
     * Go on with a failed one where it failed
     * @description A failed download is done again without a new create. What failed before has to be bought again, which is done only with `rebuy`.
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
     * Make its video again, larger
     * @description Enqueues a generation of MiniMax-H3-Regeneration from a finished one of MiniMax-H3 in 768P, and buys it. Asked again it answers with the one that is there.
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
     * Which of the provider's tasks may be that of a create whose answer was lost
     * @description What was found when the provider's list was looked through last; nobody is asked anew.
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
     * Say what became of a create whose answer was lost
     * @description A task is checked at the provider before it is taken: the generation's own account must have it, and, where the API tells (v2), it must be of the same model, size and time; no other generation may have it. `resubmit` buys: where the API lists tasks they are looked through first, and one that may be its stops it (409 `task_may_exist`), as does a list that cannot tell (409 `not_looked`), unless `force` is said. The same word again answers the same.
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
     * Say what is to become of all of it whose create's answer was lost
     * @description `fail` gives them up. `resubmit` buys them again: each account that lists tasks is looked through once before, and those that may have a task stay as they are, unless `force` is said. `dry_run` says how many, and what they would cost.
     */
    post: operations["postBatchesIdResolve"];
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
    /** A link to its video, good for an hour */
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
    /** The video behind a signed link */
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
    /** List batches, newest first */
    get: operations["getBatches"];
    put?: never;
    /**
     * Open a batch
     * @description It takes items until it is sealed; nothing of it starts before. The same Idempotency-Key with the same body is the same batch.
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
    /** One batch, with its counters */
    get: operations["getBatchesId"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change its priority, or what stops it */
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
     * @description JSON lines, a JSON list, a table with a header (CSV with any separator, XLSX, ODS), or one prompt a line, packed with gzip or not, at most 1 GiB (a workbook 16 MiB). The content decides which it is, and what looks like something else is never taken as lines of prompts; a batch has at most 1,000,000 items. An item's place (from `start`) or its custom_id makes sending it again harmless: after a broken upload send all again, or the rest with `start`.
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
    /** Say that it is complete: it starts, or is rejected for its bad lines */
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
    /** Start nothing new of it; what is in flight is finished */
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
    /** Go on where it was paused or stopped */
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
    /** Cancel all of it that has not ended */
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
    /** Go on with all that has failed, where it failed */
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
    /** Every generation of it as a line, at any time */
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
    /** What failed or was cancelled, as lines */
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
    /** What has a video that is not what was bought, as lines */
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
    /** The lines that cannot be used, by their index; what is wrong is told of the first that came */
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
     * Judge and price items without a batch: nothing is kept or bought
     * @description The items as `items` of a batch takes them, at most 200,000.
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
     * @description The body is the content itself, or a form with one file. It is judged by its content: JPEG, PNG, WebP, HEIC and HEIF of at most 30 MB, MP4 and MOV of at most 50 MB, MP3 and WAV of at most 15 MB. Requests name it by its `id`, in every field that takes a URL of its kind. The same content is the same input. It goes once no unfinished generation has needed it for a while (`expires_at`). A data URL in a request becomes an input by itself.
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
    /** What is known of one input */
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
     * Its state changes as they happen
     * @description `snapshot` with the generation as it is, then `change` {generation, batch, from, to, at} for each state change, then `end` with the generation; the stream ends with it.
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
     * State changes of its generations, and its counters, as they happen
     * @description `progress` with the batch at first and at most each second, `change` {generation, batch, from, to, at} for each state change, `end` with the batch once it goes on by itself no more.
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
     * Make the secret that webhooks are signed with
     * @description It is shown in this answer only. Those before sign beside it for 24 hours each.
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
    /** The last deliveries, newest first */
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
  "/api/v1/accounts": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The provider accounts, their slots, windows and health */
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
    /** Take no new work with it; what is in flight is finished */
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
    /** End a pause, a drain, a cooldown and a lowered cap at once */
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
    /** Take no new work with it any more: it goes out of use */
    post: operations["postAccountsNameDrain"];
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
    /** Who shares the accounts, in which proportion, and what they spent */
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
  "/api/v1/diagnosis": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What keeps generations from moving, the worst first, and what mends it
     * @description The same words as `hailuo status` and the dashboard. It looks at the newest 100 batches and at some generations of each state.
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
     * Who changed what, when, and how it ended; newest first
     * @description Every change over HTTP and the command line, and every submission, for 90 days: at most the last 20000 changes, as many submissions, and as many of tenants that make more than 500 in an hour. It holds no prompts, bodies or secrets.
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
    /** Whether the process lives */
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
    /** Whether it can serve: Redis answers */
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
        /** @description nothing but one create to try is started */
        stopped: boolean;
        next_try_at: string | null;
      } | null;
      /** @description slots that creates hold whose answers were lost */
      slots_lost: number;
      /** @description what it has left, as the provider told last, in its own currency */
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
        /** @description why it is said to be low */
        low: string | null;
      } | null;
      /** @description there once the provider could not verify the callback URL, until a create with one is accepted */
      callback_refused: {
        /** Format: date-time */
        since: string;
        /** Format: date-time */
        left_out_until: string;
        reason: string;
      } | null;
    };
    /** @description What is not named stays; null goes back to the workers' own settings. */
    AccountChange: {
      max_in_flight?: number | null;
      create_per_minute?: number | null;
      query_per_minute?: number | null;
      files_per_minute?: number | null;
      why?: string;
    };
    /** @description A try of a stage that ended in an error. */
    Attempt: {
      /** @enum {string} */
      stage: "create" | "poll" | "download";
      code: string;
      message: string;
      /** @description how many ended so in a row */
      times: number;
      /** Format: date-time */
      first_at: string;
      /** Format: date-time */
      last_at: string;
      /** @description when it was to be tried again, where that is known */
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
      /** @description whose thing it is; null for what belongs to the deployment */
      tenant: string | null;
      /** @description ids, by the kind of thing */
      about: {
        [key: string]: string;
      };
      /** @description what was set, before -> after, and why */
      details: {
        [key: string]: string;
      };
      /**
       * @description refused: nothing was done; failed: it broke off, perhaps in the middle
       * @enum {string}
       */
      outcome: "done" | "refused" | "failed";
      /** @description why it was refused, or failed */
      code: string | null;
    };
    /** @description A page may be short, or empty, before the last: go on while there is a next_cursor. */
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
      /**
       * @description open: takes items, nothing of it starts; sealed: under way; ended: all of it
       * @enum {string}
       */
      phase: "open" | "sealed" | "ended";
      /** @description there once it goes on by itself no more */
      outcome: ("succeeded" | "failed" | "cancelled" | "needs_attention") | null;
      total: number;
      /** @description lines that cannot be used */
      invalid: number;
      /** @description generations whose request another batch of yours had made or under way when they were submitted: they are made, and charged, again */
      twins: number;
      /** @description stored videos that are not what was bought (`warnings` of a generation); `warnings.jsonl` of the batch names them */
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
    /** @description What is not named stays; null takes a limit away. A batch that a limit stopped goes on. */
    BatchChange: {
      /** @enum {string} */
      priority?: "high" | "normal" | "low";
      max_failure_ratio?: number | null;
      budget_usd?: number | null;
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
      /** @description whether nothing was done, and this is what would have been, by what was noted last */
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
      /** @description what buying them again costs, beside what their first creates cost if they were accepted */
      may_cost_usd: number;
      /** @description bought again without a known price, beside that */
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
      /** @description whether the API of its account lists tasks; where it does not, look at the provider's console */
      lists_tasks: boolean;
      /** @description when the provider's list was looked through last; null: not yet */
      looked_at: string | null;
      /** @description the time in which its task can have been made */
      from: string | null;
      until: string | null;
      /** @description whether all tasks of that time were seen */
      complete: boolean | null;
      /** @description how many more generations could have made one of these tasks */
      rivals: number | null;
      /** @description tasks that could be its and that no generation has, oldest first; at most 20. The provider does not tell their prompts. */
      data: {
        task_id: string;
        /** Format: date-time */
        created_at: string;
        /** @description the provider's own word */
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
        /** @description stable; one of no_create_worker, no_poll_worker, no_download_worker, account_refused, account_refused_at_times, account_paused, account_draining, model_refused, no_account_for_model, slots_lost, slots_overdue, cap_lowered, tenant_paused, tenant_budget, batch_paused, batch_open, batch_budget, batch_no_price, batch_failure_ratio, batch_cancelling, storage_refused, links_refused, downloads_failing, polls_failing, no_key_for_polls, creates_refused_alone, decision_needed, funds_low, callback_refused, slots_full, window_full, and more in later versions */
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
      /** @description how they were understood */
      input: {
        /** @description what its content is; null for an empty one */
        format: ("jsonl" | "json" | "csv" | "tsv" | "xlsx" | "ods" | "text") | null;
        gzip: boolean;
        encoding: string;
        /** @description between the cells of a table in text */
        separator: string | null;
        /** @description of a workbook */
        sheet: string | null;
        /** @description columns of a table, and the fields that they were read as */
        columns: {
          name: string;
          field: string;
        }[];
        /** @description columns and keys that are not known, the first of them */
        left_out: string[];
        /** @description the model of entries that name none */
        default_model: string | null;
      };
      /** @description of all valid ones that have a price; what fails is not charged */
      cost_usd: number;
      /** @description valid ones for which no price is known */
      unpriced: number;
      /** @description a guess by what the accounts allow, with nothing else waiting; null while none is known */
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
         * @description needed, unless there is a template_id
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
        /** @description 1 to 2000 characters, 7000 for MiniMax-H3 and -Max; may be left out beside an image where the model takes one */
        prompt?: string;
        /** @description first frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3 and -Max mm_file://ID */
        image_url?: string;
        /** @description last frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3 and -Max mm_file://ID; MiniMax-Hailuo-02, MiniMax-H3 and -Max */
        last_frame_image?: string;
        /** @description seconds; default 6. 6 or 10; MiniMax-H3 4 to 15, MiniMax-H3-Max 5 to 15; the 01 models take none */
        duration?: number;
        /**
         * @description default 768P; which ones there are depends on model and duration
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
         * @description H3; default 16:9 from text, adaptive beside pictures
         * @enum {string}
         */
        ratio?: "adaptive" | "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
        /** @description H3: up to 9 pictures, not beside frames */
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
        /** @description a template of the provider in place of a model; a text, as its digits are more than a number holds */
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
        /** @description MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3, of the same account and the last seven days */
        source_task_id?: string;
        /** @description MiniMax-H3-Regeneration: in its place the video itself, unchanged, beside the prompt and the media that it was made from */
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
      /** @description how many of yours stand before it */
      position: number | null;
      /** @description a guess; null where none can be made */
      starts_in_seconds: number | null;
      /** @description why it is not further, where its last try failed */
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
      /** @description which take of it this is, from 1: each change of its request after its end makes the next */
      take: number;
      batch: string;
      custom_id: string | null;
      /** @description with every default filled in; images sent as data are named, not repeated */
      request: {
        /**
         * @description needed, unless there is a template_id
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
        /** @description 1 to 2000 characters, 7000 for MiniMax-H3 and -Max; may be left out beside an image where the model takes one */
        prompt?: string;
        /** @description first frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3 and -Max mm_file://ID */
        image_url?: string;
        /** @description last frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3 and -Max mm_file://ID; MiniMax-Hailuo-02, MiniMax-H3 and -Max */
        last_frame_image?: string;
        /** @description seconds; default 6. 6 or 10; MiniMax-H3 4 to 15, MiniMax-H3-Max 5 to 15; the 01 models take none */
        duration?: number;
        /**
         * @description default 768P; which ones there are depends on model and duration
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
         * @description H3; default 16:9 from text, adaptive beside pictures
         * @enum {string}
         */
        ratio?: "adaptive" | "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
        /** @description H3: up to 9 pictures, not beside frames */
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
        /** @description a template of the provider in place of a model; a text, as its digits are more than a number holds */
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
        /** @description MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3, of the same account and the last seven days */
        source_task_id?: string;
        /** @description MiniMax-H3-Regeneration: in its place the video itself, unchanged, beside the prompt and the media that it was made from */
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
      /** @description s3://bucket/key; null before it is stored, and where videos stand in a directory of the server */
      location: string | null;
      bytes: number | null;
      sha256: string | null;
      /** @description pixels of the stored picture, as its boxes tell */
      width: number | null;
      height: number | null;
      /** @description seconds that the stored video has */
      duration: number | null;
      /** @description as in a MIME type's codecs, e.g. avc1.640032 */
      video_codec: string | null;
      /** @description null: it has no sound */
      audio_codec: string | null;
      /** @description in what the stored video is not what was bought */
      warnings: ("no_video_track" | "wrong_duration" | "wrong_resolution" | "unreadable" | "stray_bytes")[];
      /** @description what it costs when it succeeds, by the price table of its day */
      price_usd: number | null;
      /** @description what was charged */
      cost_usd: number | null;
      created_at: string | null;
      submitted_at: string | null;
      accepted_at: string | null;
      generated_at: string | null;
      ended_at: string | null;
      /** @description the last tries that ended in an error, oldest first; at most five kinds in a row of each stage */
      attempts: components["schemas"]["Attempt"][];
      /** @description the takes before this one, oldest first */
      earlier_takes: components["schemas"]["EarlierTake"][];
      error?: {
        code: string;
        stage: string;
        message: string;
      };
    };
    /** @description Fields of the request that are to be other ones; null takes one away. Those that are not named stay as they are. */
    GenerationEdit: {
      /**
       * @description needed, unless there is a template_id
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
      /** @description 1 to 2000 characters, 7000 for MiniMax-H3 and -Max; may be left out beside an image where the model takes one */
      prompt?: string;
      /** @description first frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3 and -Max mm_file://ID */
      image_url?: string;
      /** @description last frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3 and -Max mm_file://ID; MiniMax-Hailuo-02, MiniMax-H3 and -Max */
      last_frame_image?: string;
      /** @description seconds; default 6. 6 or 10; MiniMax-H3 4 to 15, MiniMax-H3-Max 5 to 15; the 01 models take none */
      duration?: number;
      /**
       * @description default 768P; which ones there are depends on model and duration
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
       * @description H3; default 16:9 from text, adaptive beside pictures
       * @enum {string}
       */
      ratio?: "adaptive" | "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
      /** @description H3: up to 9 pictures, not beside frames */
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
      /** @description a template of the provider in place of a model; a text, as its digits are more than a number holds */
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
      /** @description MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3, of the same account and the last seven days */
      source_task_id?: string;
      /** @description MiniMax-H3-Regeneration: in its place the video itself, unchanged, beside the prompt and the media that it was made from */
      base_video?: string;
    };
    /** @description A page may be short, or empty, before the last: go on while there is a next_cursor. */
    GenerationPage: {
      /** @constant */
      object: "list";
      data: components["schemas"]["Generation"][];
      /** @description pass it as `cursor`; null on the last page */
      next_cursor: string | null;
    };
    /** @description A picture, video or recording that requests may name. Its content is for the provider alone, and never served. */
    Input: {
      /** @constant */
      object: "input";
      /** @description what requests name it by: `input://sha256-….png` */
      id: string;
      sha256: string;
      /** @enum {string} */
      kind: "image" | "video" | "audio";
      /** @description content type, by its content */
      type: string;
      bytes: number;
      /** @description pixels, of images */
      width: number | null;
      height: number | null;
      created_at: string;
      /** @description unfinished generations that need it */
      needed_by: number;
      /** @description when it goes unless it is named before; null while it is needed, or where inputs are kept for good */
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
       * @description what becomes of it when lines cannot be used; default reject: nothing of it is made
       * @enum {string}
       */
      invalid?: "reject" | "skip";
      /** @enum {string} */
      priority?: "high" | "normal" | "low";
      /** @description nothing more is started once a greater part has failed */
      max_failure_ratio?: number;
      /** @description nothing is started that has no room in it */
      budget_usd?: number;
      /** @description URL that is told when it is sealed, and when all of it has ended */
      webhook?: string;
      /** @description whether the URL is told of each of its generations, too; default false */
      webhook_of_each?: boolean;
    };
    /** @description A generation request, and how it is to be handled. Which fields and values go together depends on the model. */
    NewGeneration: {
      /**
       * @description needed, unless there is a template_id
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
      /** @description 1 to 2000 characters, 7000 for MiniMax-H3 and -Max; may be left out beside an image where the model takes one */
      prompt?: string;
      /** @description first frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3 and -Max mm_file://ID */
      image_url?: string;
      /** @description last frame: an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3 and -Max mm_file://ID; MiniMax-Hailuo-02, MiniMax-H3 and -Max */
      last_frame_image?: string;
      /** @description seconds; default 6. 6 or 10; MiniMax-H3 4 to 15, MiniMax-H3-Max 5 to 15; the 01 models take none */
      duration?: number;
      /**
       * @description default 768P; which ones there are depends on model and duration
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
       * @description H3; default 16:9 from text, adaptive beside pictures
       * @enum {string}
       */
      ratio?: "adaptive" | "21:9" | "16:9" | "4:3" | "1:1" | "3:4" | "9:16";
      /** @description H3: up to 9 pictures, not beside frames */
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
      /** @description a template of the provider in place of a model; a text, as its digits are more than a number holds */
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
      /** @description MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3, of the same account and the last seven days */
      source_task_id?: string;
      /** @description MiniMax-H3-Regeneration: in its place the video itself, unchanged, beside the prompt and the media that it was made from */
      base_video?: string;
      /** @description your own name for it, unique among your single generations; it names the file */
      custom_id?: string;
      /** @enum {string} */
      priority?: "high" | "normal" | "low";
      /** @description URL that is told when it ends, or needs your attention */
      webhook?: string;
      /** @description whether a finished video of an identical request of yours will do */
      reuse?: boolean;
    };
    /** @description What is wrong, by RFC 9457 */
    Problem: {
      /** @description about:blank, or urn:hailuo-queue:<code> */
      type: string;
      title: string;
      status: number;
      /** @description stable, for programs */
      code: string;
      /** @description for people: what, and what to do */
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
      /** @description whether the same was said before; then nothing was done now */
      again: boolean;
      /** @description of a resubmit: what buying it again costs, beside what the first create cost if it was accepted; null: nothing, or no known price */
      may_cost_usd: number | null;
      generation: components["schemas"]["Generation"];
    };
    /** @description What became of the create: exactly one of task_id, resubmit and fail. */
    Resolve: {
      /** @description the provider has it under this id: go on with that task, nothing is bought */
      task_id?: string;
      /**
       * @description the provider does not have it: BUYS it, and pays twice if the first create was accepted
       * @constant
       */
      resubmit?: true;
      /**
       * @description give it up; also one that is overdue or cancelling without end
       * @constant
       */
      fail?: true;
      /** @description with resubmit: buy it although the provider's list may have its task, or was not seen; then its first create counts as spent, too */
      force?: boolean;
    };
    /** @description What is to become of all that wait: exactly one of resubmit and fail. */
    ResolveBatch: {
      /** @constant */
      resubmit?: true;
      /** @constant */
      fail?: true;
      /** @description with resubmit: buy it although the provider's list may have its task, or was not seen; then its first create counts as spent, too */
      force?: boolean;
      /** @description say how many and what they would cost; asks nobody and changes nothing */
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
      /** @description null: the gateway's own */
      requests_per_minute: number | null;
      /** @description null: the gateway's own */
      max_unfinished: number | null;
      /** @description of its records in Redis, about, and of its inputs in storage */
      bytes_kept: number;
      /** @description of them, its inputs */
      input_bytes: number;
      /** @description null: the gateway's own */
      max_bytes: number | null;
    };
    /** @description What is not named stays; null takes a limit away. */
    TenantChange: {
      weight?: number;
      budget_usd?: number | null;
      paused?: boolean;
      requests_per_minute?: number | null;
      max_unfinished?: number | null;
      max_bytes?: number | null;
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
        /** @description what its content is; null for an empty one */
        format: ("jsonl" | "json" | "csv" | "tsv" | "xlsx" | "ods" | "text") | null;
        gzip: boolean;
        encoding: string;
        /** @description between the cells of a table in text */
        separator: string | null;
        /** @description of a workbook */
        sheet: string | null;
        /** @description columns of a table, and the fields that they were read as */
        columns: {
          name: string;
          field: string;
        }[];
        /** @description columns and keys that are not known, the first of them */
        left_out: string[];
        /** @description the model of entries that name none */
        default_model: string | null;
      };
      batch: components["schemas"]["Batch"];
    };
    /** @description Reads the video without a key until then. */
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
       * @description failed: given up after 24 h or for want of room, or the receiver answered 410
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
       * @description how it stands in Redis; plain: readable, since the gateways have no HAILUO_SECRETS_KEY
       * @enum {string}
       */
      stored: "encrypted" | "plain";
      /** @description what to do where it stands plain */
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
    /** @description More than is taken; the limit stands in `detail` */
    TooLarge: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Another content type than those that are taken */
    ContentType: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The body cannot be used as it is; a limit that it passes stands in `detail` */
    Unusable: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Too many requests, or more than the tenant's quota; Retry-After says when to come back */
    TooMany: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description Redis or storage is away just now: nothing was taken in, try again */
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
        /** @description only what has a video that is not what was bought */
        warnings?: "true" | "false";
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
        /** @description any text of at most 255 characters: makes sending it again harmless */
        "Idempotency-Key"?: string;
        /** @description wait=<seconds>: hold the answer until it has ended */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
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
      /** @description The key or custom_id stands for another request */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description One sentence, and a stable word */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
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
      /** @description There is none, or it is another tenant's */
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
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description whether a failed create may be bought again
           * @default false
           */
          rebuy?: boolean;
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
      /** @description There is none, or it is another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It has not failed, or would have to be bought again */
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
    requestBody: {
      content: {
        "application/json": {
          /**
           * @default 2K
           * @enum {string}
           */
          resolution?: "2K";
          /**
           * @description the stored video with all that it was made from, or its task, which MiniMax opens for some accounts alone
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
      header?: never;
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
      /** @description There is none, or it is another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It does not wait for this, the task is another generation's, or there may be a task */
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
      /** @description The account has no such task, or it was made of something else */
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
      /** @description Nothing was changed: no worker is there to ask the provider (`nobody_to_ask`), or it cannot say just now */
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
      header?: never;
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
      /** @description There is none, or it is another tenant's */
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
      /** @description More than 30 questions to the provider in a minute */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Nothing was changed: no worker is there to ask the provider (`nobody_to_ask`), or it cannot say just now */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
    requestBody: {
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
      /** @description The key stands for a batch with other settings */
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
      /** @description There is none, or it is another tenant's */
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
    requestBody: {
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
      /** @description There is none, or it is another tenant's */
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
        /** @description whatever its content looks like */
        format?: "jsonl" | "json" | "csv" | "tsv" | "xlsx" | "ods" | "text";
        /** @description of a workbook: its name, or its number from 1; default: the first */
        sheet?: string;
        /** @description whether columns and keys that are not known are faults; else they are left out */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description Too many bytes, lines or items; what came before is taken */
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
      /** @description Too many requests, uploads under way, unfinished generations or kept bytes; what came before is taken */
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
    requestBody: {
      content: {
        "application/json": {
          /** @description how many items there must be, good or bad */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description What became of its generations */
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
      /** @description There is none, or it is another tenant's */
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
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
        /** @description whatever its content looks like */
        format?: "jsonl" | "json" | "csv" | "tsv" | "xlsx" | "ods" | "text";
        /** @description of a workbook: its name, or its number from 1; default: the first */
        sheet?: string;
        /** @description whether columns and keys that are not known are faults; else they are left out */
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
      /** @description It was there before; its time begins anew */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description There is none, or it is another tenant's */
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
      query?: never;
      header?: {
        /** @description the last id that was seen: what happened since is told first */
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
      /** @description There is none, or it is another tenant's */
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
      query?: never;
      header?: {
        /** @description the last id that was seen: what happened since is told first */
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
      /** @description There is none, or it is another tenant's */
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
      /** @description The last 1,000 are kept, for a week, and the last 100 that were given up for want of room */
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
      /** @description It is on its way, under its old id */
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
      /** @description There is none, or it is another tenant's */
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
          "application/json": {
            /** @constant */
            object: "list";
            data: components["schemas"]["Account"][];
          };
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
    requestBody: {
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
      /** @description There is none of this name */
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
    requestBody: {
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
      /** @description There is none of this name */
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
    requestBody: {
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
      /** @description There is none of this name */
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
    requestBody: {
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
      /** @description There is none of this name */
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
          "application/json": {
            /** @constant */
            object: "list";
            data: components["schemas"]["Tenant"][];
          };
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
    requestBody: {
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
      403: components["responses"]["Forbidden"];
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
      /** @description It does */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            status: string;
          };
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
          "application/json": {
            status: string;
          };
        };
      };
      400: components["responses"]["BadRequest"];
      /** @description It cannot just now */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            status: string;
          };
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
