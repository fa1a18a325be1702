import type { CallType } from "@hailuo-queue/contracts";

/**
 * Every key name of a deployment, on one page, for TypeScript and for Lua. The prefix stands in a hash tag, so that all
 * keys of one deployment live in one slot of a Redis Cluster and every script may touch them together. Lua reads them
 * as `key_of.batch_members(id)`, see define-store-script.ts.
 */
export interface RedisKeys {
  readonly prefix: string;
  /** Prefix of BullMQ's own keys. */
  readonly bull: string;
  /** One generation's record: a STRING while it only waits, then a HASH, see lua/records/record.lua. */
  generation(id: string): string;
  /** STRING: what earlier versions wrote, a generation's request whole, where images stand in it. */
  generationMedia(id: string): string;
  /** ZSET, all scores 0, members `<state>|<id>`: lists and counts by state, of all that are not queued. */
  readonly states: string;
  /** STRING: how many are queued. Who they are, the lanes of the backlog know, with those that are admitted. */
  readonly queued: string;
  /**
   * SET: the sections `<class>|<model>` in which somebody waits. This and what follows, see lua/backlog/backlog.lua.
   */
  readonly backlog: string;
  /** ZSET: the tenants that wait in a section, by virtual time. */
  section(section: string): string;
  /** ZSET: the batches of a tenant that wait in a section, by the age of their first. */
  sectionTenant(section: string, tenant: string): string;
  /** ZSET: the generations of a batch that wait, by age. */
  lane(section: string, tenant: string, batch: string): string;
  /** The same by the lane's name, as it stands in `lanes`. */
  laneNamed(name: string): string;
  /** SET: the lanes `<section>|<tenant>|<batch>` in which somebody stands. */
  readonly lanes: string;
  /** SET: the models of which some are set aside, see lua/backlog/aside.lua. */
  readonly asideModels: string;
  /** ZSET: `<id>|<batch>` of a model, set aside, by the ms from which they may be tried again. */
  aside(model: string): string;
  /** HASH: virtual times. */
  readonly fair: string;
  /** HASH: weight, paused, stopped, unfinished, money and kept bytes of a tenant. */
  tenant(tenant: string): string;
  /** SET: the sections in which a tenant ever waited. */
  tenantSections(tenant: string): string;
  /** ZSET: what a tenant was given back, by the time of that, see lua/money/give-back.lua. */
  tenantRemains(tenant: string): string;
  /** SET: the tenants that ever waited or have a setting. */
  readonly tenants: string;
  /** HASH: `<id>|<batch>` -> `<run>:<ms>:<account>` from the grant until its create begins. */
  readonly admitted: string;
  /** LIST, at most one token: a dispatcher waits on it. */
  readonly wake: string;
  /**
   * LIST, at most one token, with expiry: the same for a process that works on this batch alone, which would else take
   * the others' token.
   */
  wakeOf(batch: string): string;
  /** ZSET: the batches of such processes by the ms at which they looked at the backlog last. */
  readonly wakes: string;
  /** STRING: the number of the last grant or replay. */
  readonly sequence: string;
  /** ZSET: ids of those that succeeded, or that failed (cancelled ones, too), by the ms of their end, for retention. */
  ended(outcome: "succeeded" | "failed"): string;
  /** STREAM: state changes, bounded. */
  readonly events: string;
  /** ZSET: batch ids by time of creation. */
  readonly batches: string;
  /** SET: batches of which more is forgotten than was taken off their members yet. */
  readonly batchesToShorten: string;
  /** ZSET: ids of one tenant's batches by time of creation. */
  tenantBatches(tenant: string): string;
  /** SET: ids of one tenant's batches that are open. */
  openBatches(tenant: string): string;
  /** STRING with expiry: the generation that a tenant may get again for an identical request. */
  reusable(tenant: string, fingerprint: string): string;
  /** LIST with expiry, bounded: one tenant's keys of that kind, oldest first. */
  reusables(tenant: string): string;
  /** HASHes with expiry, bounded: part of a request's digest -> a tenant's generation of it. */
  requests(tenant: string, part: string): string;
  /** HASH: id of an API key -> its tenant, role and the hash of its secret, as JSON. */
  readonly apiKeys: string;
  /** HASH: id of an API key -> when it was used last, unix ms. */
  readonly apiKeysUsed: string;
  /** STRING with expiry: when one tenant's bucket of requests is full again. */
  tenantRequests(tenant: string): string;
  /**
   * HASH and ZSET with expiry, bounded: creates of an API key whose answers have not been delivered, see
   * lua/tenants/resends.lua.
   */
  resends(tenant: string, keyId: string): string;
  resendAges(tenant: string, keyId: string): string;
  /** HASH with expiry: a change that a caller named by a key, see lua/tenants/claim-once.lua. */
  once(tenant: string, keyHash: string): string;
  /** ZSETs with expiry, bounded: those of one tenant that are done, and those that are not, by the ms of that. */
  onceOf(tenant: string): string;
  onceOpen(tenant: string): string;
  /** HASH: what one tenant may ask of the gateway. */
  tenantQuotas(tenant: string): string;
  /** HASH: one input of a tenant, see lua/inputs/inputs.lua. */
  input(tenant: string, sha256: string): string;
  /** ZSET: hashes of a tenant's inputs by the ms of their arrival. */
  tenantInputs(tenant: string): string;
  /** ZSET: inputs by the ms since when no generation needs them. */
  readonly freeInputs: string;
  /** ZSET: objects of inputs by the ms from which they are to be deleted. */
  readonly inputLitter: string;
  /** SET: batches whose cancel was begun and not ended. */
  readonly cancellingBatches: string;
  /** ZSET: sealed batches whose results are to be written, by the ms of their end. */
  readonly batchesToReport: string;
  /**
   * STREAM: a tenant's events for webhooks, until they wait for a destination. What follows, see
   * lua/webhooks/webhook-destinations.lua.
   */
  webhookOutbox(tenant: string): string;
  /** STREAM: events of all tenants, as version 0.1 wrote them. */
  readonly formerWebhookOutbox: string;
  /** BullMQ's lists of the jobs that version 0.1 made of deliveries, and those jobs by their ids. */
  formerWebhookJobs(name: string): string;
  /** STRING: the number of the last event. */
  readonly webhookSequence: string;
  /** ZSET: the tenants whose outbox holds something, who waits longest first. */
  readonly webhooksTold: string;
  /** ZSET: `<class>|<tenant>` by the ms when its destinations are to be looked at. */
  readonly webhooksDue: string;
  /** ZSET: deliveries under way by the ms at which who delivers them is taken for dead. */
  readonly webhookLeases: string;
  /** LIST, at most one token: who delivers webhooks waits on it. */
  readonly webhookWake: string;
  /** HASH: tenant -> what its webhooks are signed with, as JSON; sealed where the gateways have a key. */
  readonly webhookSecrets: string;
  /** HASH: one delivery, with what is sent and how that went; with expiry once it has ended. */
  webhookDelivery(eventId: string): string;
  /** ZSET: ids of one tenant's last deliveries by the ms of their event, bounded. */
  webhookDeliveries(tenant: string): string;
  /** ZSET: ids of one tenant's last deliveries that were given up for want of room, bounded. */
  webhooksGivenUp(tenant: string): string;
  /** ZSET: ids of one tenant's deliveries that have not ended, by the ms of their event. */
  webhooksPending(tenant: string): string;
  /** ZSET: deliveries that wait for one origin, by the ms when they are due. */
  webhookDestination(tenant: string, origin: string): string;
  /** ZSET: origins of a class, quick or slow, by the ms when they are to be looked at. */
  webhookDestinations(webhookClass: string, tenant: string): string;
  /** ZSET: origins by the ms until which they count as slow. */
  slowOrigins(tenant: string): string;
  /** SET: deliveries under way of a class. */
  webhookPermits(webhookClass: string, tenant: string): string;
  /** SET: deliveries under way to an origin. */
  originPermits(tenant: string, origin: string): string;
  /** SET: deliveries under way to an address. */
  addressPermits(tenant: string, address: string): string;
  /** ZSET: origins whose host leads to an address that is full. */
  addressWaiting(tenant: string, address: string): string;
  /** LIST with expiry, of one element: the answer to a question to the provider, for whoever asked. */
  questionAnswer(questionId: string): string;
  /** STRING with expiry: how many questions a tenant asked in this minute. */
  tenantQuestions(tenant: string): string;
  /** STREAM: who did what, bounded, see lua/events/write-audit.lua. */
  audit(stream: "submissions" | "changes" | "overflow"): string;
  /** STRING with expiry: how many entries of a caller stand in the audit's shared streams in this hour. */
  auditShare(caller: string): string;
  /** STRING: what the gateways sign links to videos with. */
  readonly linkSecret: string;
  /** STRING: what cursors that tenants are given are signed with. */
  readonly cursorSecret: string;
  /** SET: names of the accounts that create workers have published. */
  readonly accounts: string;
  /**
   * HASH: createdAt, total, a counter per state, dropped, tenant; settings, sealedAt, endedAt, maxFailureRatio;
   * invalid, both, faultSent, faultKept; flags, priority and lanes, see lua/backlog/backlog.lua; what is kept of it,
   * see lua/money/kept-bytes.lua.
   */
  batch(batchId: string): string;
  /**
   * LIST: ids in the batch's order, without the first `dropped` ones, which are forgotten; '' for each that was
   * forgotten before one in front of it.
   */
  batchMembers(batchId: string): string;
  /** HASH: idempotency key -> `<id>:<fingerprint>`, of those that are no places in the batch. */
  batchItems(batchId: string): string;
  /** HASH: the same of some places in the batch that stand together, see lua/batches/items.lua. */
  batchItemsTogether(batchId: string, group: string): string;
  /** HASH: index of an item that cannot be used -> what is wrong with it, as JSON; of the first few. */
  batchFaults(batchId: string): string;
  /**
   * HASH: bits of the items that are bad, and of those that were sent good, 512 together; see
   * lua/batches/note-faults.lua.
   */
  batchPlaces(batchId: string): string;
  /**
   * HASH: what the workers published, `limit.*`, held (paused) and draining that a user set, and its health, see
   * lua/accounts/account-health.lua.
   */
  account(account: string): string;
  /** LIST: a user's changes of the account as JSON, newest first, bounded. */
  accountChanges(account: string): string;
  /** ZSET: ids of the generations that hold a slot, by the end of their lease in ms. */
  slots(account: string): string;
  /** SET with expiry: the ids of the tasks that were recorded on a day, counted from 1970. */
  tasks(account: string, day: number): string;
  /**
   * HASH with expiry: `<generation>:<run>` -> what a create whose answer was lost asked for, as JSON; of accounts whose
   * API lists tasks.
   */
  lostCreates(account: string): string;
  /** ZSET: calls by the ms at which they count; creates as `<id>:<run>`. */
  callWindow(account: string, callType: CallType): string;
  /** ZSET: calls that wait for their window, by the ms at which they ask again. */
  callsWaiting(account: string, callType: CallType): string;
  /** LIST: lifetimes of the last tasks of a kind in ms, newest first, bounded, with expiry. */
  taskTimes(profile: string): string;
  /** STRING with expiry: a callback has woken this generation's poll. */
  callback(generationId: string, run: number): string;
  /**
   * ZSET, bounded: `<ms>:<millionths>` by the ms at which the account told that balance; a new one where it changed, or
   * ten minutes later.
   */
  accountBalances(account: string): string;
  /** LIST, bounded, with expiry: whether the last tasks of an account were told of by callbacks. */
  callbackNews(account: string): string;
  /** HASH: id of a worker -> its last sign of life as JSON, bounded; see lua/fleet/note-worker.lua. */
  readonly workers: string;
  /** ZSET: the same ids by the ms of that sign. */
  readonly workersSeen: string;
  /** LIST, bounded: what happened to generations and is not in the series yet, see lua/history/happenings.lua. */
  readonly happenings: string;
  /** HASH, bounded: `<what>|<labels>` -> a count since the deployment began, for metrics. */
  readonly historyTotals: string;
  /** HASH: how much was taken off that list in all, when waits were looked at last, and the oldest that waits. */
  readonly historyPlace: string;
  /** LIST with expiry, bounded: a series of minutes, hours or days, oldest first, see lua/history/add-history.lua. */
  history(step: string, scope: string): string;
  /** ZSET, bounded: the accounts, tenants, models or batches that have series, by the ms of their last change. */
  historyScopes(kind: string): string;
  /** STRING with expiry: who adds to the series just now. */
  readonly historian: string;
  /** STRING with expiry, gone at once: written to learn whether Redis takes writes. */
  readonly writeCheck: string;
  /** STRING: written to learn what the replicas have. */
  readonly guard: string;
  /** STRING with expiry: who reconciles just now. */
  readonly reconciler: string;
  /** STRING with expiry: who writes the results of ended batches just now. */
  readonly reporter: string;
  /** STRING with expiry: who asks for the accounts' funds just now. */
  readonly fundsWatcher: string;
  /** The same for a process that works on this batch alone: it takes no turn of the others. */
  reporterOf(batch: string): string;
}

/** How each name is made, below the root. */
export const KEY_PATTERNS = {
  generation: "generation:{id}",
  generationMedia: "generation:{id}:media",
  states: "states",
  queued: "queued",
  backlog: "backlog",
  section: "backlog:{section}",
  sectionTenant: "backlog:{section}|{tenant}",
  lane: "backlog:{section}|{tenant}|{batch}",
  laneNamed: "backlog:{name}",
  lanes: "backlog:lanes",
  asideModels: "backlog:aside",
  aside: "backlog:aside:{model}",
  fair: "backlog:fair",
  tenant: "backlog:tenant:{tenant}",
  tenantSections: "backlog:tenant:{tenant}:kinds",
  tenantRemains: "backlog:tenant:{tenant}:remains",
  tenants: "backlog:tenants",
  admitted: "admitted",
  wake: "wake",
  wakeOf: "wake:{batch}",
  wakes: "wakes",
  sequence: "sequence",
  ended: "ended:{outcome}",
  events: "events",
  batches: "batches",
  batchesToShorten: "batches:to-shorten",
  tenantBatches: "batches:of:{tenant}",
  openBatches: "batches:open:{tenant}",
  reusable: "reusable:{tenant}:{fingerprint}",
  reusables: "reusable:{tenant}",
  requests: "requests:{tenant}:{part}",
  apiKeys: "access:keys",
  apiKeysUsed: "access:keys-used",
  tenantRequests: "access:requests:{tenant}",
  resends: "access:resends:{tenant}|{key}",
  resendAges: "access:resends:{tenant}|{key}:ages",
  once: "access:once:{tenant}|{key}",
  onceOf: "access:once:{tenant}",
  onceOpen: "access:once-open:{tenant}",
  tenantQuotas: "access:quotas:{tenant}",
  input: "input:{tenant}:{sha256}",
  tenantInputs: "inputs:of:{tenant}",
  freeInputs: "inputs:free",
  inputLitter: "inputs:litter",
  cancellingBatches: "batches:cancelling",
  batchesToReport: "batches:to-report",
  webhookOutbox: "webhooks:outbox:{tenant}",
  formerWebhookOutbox: "webhooks:outbox",
  formerWebhookJobs: "bull:webhooks:{name}",
  webhookSequence: "webhooks:sequence",
  webhooksTold: "webhooks:told",
  webhooksDue: "webhooks:due",
  webhookLeases: "webhooks:leases",
  webhookWake: "webhooks:wake",
  webhookSecrets: "webhooks:secrets",
  webhookDelivery: "webhooks:delivery:{event}",
  webhookDeliveries: "webhooks:deliveries:{tenant}",
  webhooksGivenUp: "webhooks:given-up:{tenant}",
  webhooksPending: "webhooks:pending:{tenant}",
  webhookDestination: "webhooks:lane:{tenant}|{origin}",
  webhookDestinations: "webhooks:lanes:{class}|{tenant}",
  slowOrigins: "webhooks:slow:{tenant}",
  webhookPermits: "webhooks:places:{class}|{tenant}",
  originPermits: "webhooks:lane-places:{tenant}|{origin}",
  addressPermits: "webhooks:host-places:{tenant}|{address}",
  addressWaiting: "webhooks:host-waiting:{tenant}|{address}",
  questionAnswer: "question:{question}",
  tenantQuestions: "questions:of:{tenant}",
  audit: "audit:{stream}",
  auditShare: "audit:share:{caller}",
  linkSecret: "links:secret",
  cursorSecret: "cursors:secret",
  accounts: "accounts",
  batch: "batch:{batch}",
  batchMembers: "batch:{batch}:members",
  batchItems: "batch:{batch}:items",
  batchItemsTogether: "batch:{batch}:items:{group}",
  batchFaults: "batch:{batch}:faults",
  batchPlaces: "batch:{batch}:places",
  account: "account:{account}",
  accountChanges: "account:{account}:changes",
  slots: "account:{account}:slots",
  tasks: "account:{account}:tasks:{day}",
  lostCreates: "account:{account}:lost",
  callWindow: "account:{account}:window:{callType}",
  callsWaiting: "account:{account}:window:{callType}:waiting",
  taskTimes: "task-times:{profile}",
  callback: "callback:{generation}:{run}",
  accountBalances: "account:{account}:balances",
  callbackNews: "account:{account}:callbacks",
  workers: "workers",
  workersSeen: "workers:seen",
  happenings: "history:happenings",
  historyTotals: "history:totals",
  historyPlace: "history:place",
  history: "history:{step}:{scope}",
  historyScopes: "history:scopes:{kind}",
  historian: "history:historian",
  writeCheck: "write-check",
  guard: "guard",
  reconciler: "reconciler",
  reporter: "reporter",
  fundsWatcher: "funds-watcher",
  reporterOf: "reporter:{batch}",
} as const satisfies Record<Exclude<keyof RedisKeys, "prefix" | "bull">, string>;

/** The name of a pattern of keys, as Lua uses it. */
export type KeyName = keyof typeof KEY_PATTERNS;

/** What a pattern is made of: text, and between each two of them what a caller fills in. */
export function partsOf(pattern: string): readonly string[] {
  return pattern.split(/\{\w+\}/);
}

/** Makes every key name of one deployment. The prefix is HAILUO_PREFIX. */
export function createKeys(prefix = "hailuo"): RedisKeys {
  const root = `{${prefix}}`;
  const named = Object.entries(KEY_PATTERNS).map(([name, pattern]) => [name, nameBy(`${root}:${pattern}`)] as const);
  return { prefix: root, bull: `${root}:bull`, ...Object.fromEntries(named) } as unknown as RedisKeys;

  function nameBy(pattern: string): string | ((...filled: (string | number)[]) => string) {
    const [head = "", ...tails] = partsOf(pattern.slice(root.length));
    if (tails.length === 0) return pattern;
    return (...filled) => tails.reduce((name, tail, at) => `${name}${filled[at] ?? ""}${tail}`, root + head);
  }
}
