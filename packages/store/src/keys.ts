import type { CallSurface } from "@hailuo-queue/contracts";

/**
 * Every key name of a deployment, on one page. The prefix stands in a hash tag, so that all keys of one deployment live
 * in one slot of a Redis Cluster and every script may touch them together.
 */
export interface RedisKeys {
  readonly prefix: string;
  /** Prefix of BullMQ's own keys. */
  readonly bull: string;
  /** One generation's record: a STRING while it only waits, then a HASH, see lua/records/record.lua. Beside it, with `:media`, STRING: what earlier versions wrote, its request whole, where images stand in it. */
  generation(id: string): string;
  /** ZSET, all scores 0, members `<state>|<id>`: lists and counts by state, of all that are not queued. */
  readonly states: string;
  /** STRING: how many are queued. Who they are, the lanes of the backlog know, with those that are admitted. */
  readonly queued: string;
  /** SET: the kinds in which somebody waits; further keys under it, see lua/backlog/backlog.lua. */
  readonly backlog: string;
  /** HASH: `<id>|<batch>` -> `<run>:<ms>:<account>` from the grant until its create begins. */
  readonly admitted: string;
  /** LIST, at most one token: a dispatcher waits on it. */
  readonly wake: string;
  /** STRING: the number of the last grant or replay. */
  readonly sequence: string;
  /** Prefix of two ZSETs, `:succeeded` and `:failed` (cancelled ones, too): ids by the ms of their end, for retention. */
  readonly ended: string;
  /** STREAM: state changes, bounded. */
  readonly events: string;
  /** ZSET: batch ids by time of creation. `:to-shorten` under it, a SET: those of which more is forgotten than was taken off their members yet. */
  readonly batches: string;
  /** ZSET: ids of one tenant's batches by time of creation. */
  tenantBatches(tenant: string): string;
  /** SET: ids of one tenant's batches that are open. */
  openBatches(tenant: string): string;
  /** STRING with expiry: the generation that a tenant may get again for an identical request. */
  reusable(tenant: string, fingerprint: string): string;
  /** LIST with expiry, bounded: one tenant's keys of that kind, oldest first. */
  reusables(tenant: string): string;
  /** HASH: id of an API key -> its tenant, role and the hash of its secret, as JSON. */
  readonly apiKeys: string;
  /** STRING with expiry: when one tenant's bucket of requests is full again. */
  tenantRequests(tenant: string): string;
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
  /** Root of the webhooks' keys; what stands under it, see lua/webhooks/webhook-lanes.lua. */
  readonly webhooks: string;
  /** STREAMs under it (`:<tenant>`): events for webhooks, until they have a place in a lane. */
  readonly webhookOutbox: string;
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
  /** LIST with expiry, of one element: the answer to a question to the provider, for whoever asked. */
  questionAnswer(questionId: string): string;
  /** STRING with expiry: how many questions a tenant asked in this minute. */
  tenantQuestions(tenant: string): string;
  /** Prefix of three STREAMs, see lua/events/write-audit.lua: who did what, bounded. */
  readonly audit: string;
  /** STRING with expiry: how many entries of a caller stand in the audit's shared streams in this hour. */
  auditShare(caller: string): string;
  /** STRING: what the gateways sign links to videos with. */
  readonly linkSecret: string;
  /** STRING: what cursors that tenants are given are signed with. */
  readonly cursorSecret: string;
  /** SET: names of the accounts that create workers have published. */
  readonly accounts: string;
  /**
   * HASH: createdAt, total, a counter per state, dropped, tenant; settings, sealedAt, endedAt, maxFailureRatio; invalid, both, faultSent, faultKept;
   * flags, priority and lanes, see lua/backlog/backlog.lua; what is kept of it, see lua/money/kept-bytes.lua.
   */
  batch(batchId: string): string;
  /** LIST: ids in the batch's order, without the first `dropped` ones, which are forgotten; '' for each that was forgotten before one in front of it. */
  batchMembers(batchId: string): string;
  /** HASH: idempotency key -> `<id>:<fingerprint>`. Those that are places in the batch stand in further ones under it, see lua/records/record.lua. */
  batchItems(batchId: string): string;
  /** HASH: index of an item that cannot be used -> what is wrong with it, as JSON; of the first few. */
  batchFaults(batchId: string): string;
  /** HASH: bits of the items that are bad, and of those that were sent good, 512 together; see lua/batches/note-faults.lua. */
  batchPlaces(batchId: string): string;
  /** HASH: what the workers published, `limit.*`, held and draining that a user set, and its health, see lua/accounts/account-health.lua. */
  account(account: string): string;
  /** LIST: a user's changes of the account as JSON, newest first, bounded. */
  accountChanges(account: string): string;
  /** ZSET: ids of the generations that hold a slot, by the end of their lease in ms. */
  slots(account: string): string;
  /** SETs with expiry, one a day (`:<day>`): the ids of the tasks that were recorded on it. */
  tasks(account: string): string;
  /** HASH with expiry: `<generation>:<run>` -> what a create whose answer was lost asked for, as JSON; of accounts whose API lists tasks. */
  lostCreates(account: string): string;
  /** ZSET: calls by the ms at which they count; creates as `<id>:<run>`. */
  callWindow(account: string, surface: CallSurface): string;
  /** LIST: lifetimes of the last tasks of a kind in ms, newest first, bounded, with expiry. */
  taskTimes(kind: string): string;
  /** STRING with expiry: a callback has woken this generation's poll. */
  callback(generationId: string, run: number): string;
  /** ZSET, bounded: `<ms>:<millionths>` by the ms at which the account told that balance; a new one where it changed, or ten minutes later. */
  accountBalances(account: string): string;
  /** LIST, bounded, with expiry: whether the last tasks of an account were told of by callbacks. */
  callbackNews(account: string): string;
  /** STRING: written to learn what the replicas have. */
  readonly guard: string;
  /** STRING with expiry: who reconciles just now. */
  readonly reconciler: string;
  /** STRING with expiry: who writes the results of ended batches just now. */
  readonly reporter: string;
  /** STRING with expiry: who asks for the accounts' funds just now. */
  readonly fundsWatcher: string;
}

export function createKeys(prefix = "hailuo"): RedisKeys {
  const root = `{${prefix}}`;
  return {
    prefix: root,
    bull: `${root}:bull`,
    generation: (id) => `${root}:generation:${id}`,
    states: `${root}:states`,
    queued: `${root}:queued`,
    backlog: `${root}:backlog`,
    admitted: `${root}:admitted`,
    wake: `${root}:wake`,
    sequence: `${root}:sequence`,
    ended: `${root}:ended`,
    events: `${root}:events`,
    batches: `${root}:batches`,
    tenantBatches: (tenant) => `${root}:batches:of:${tenant}`,
    openBatches: (tenant) => `${root}:batches:open:${tenant}`,
    reusable: (tenant, fingerprint) => `${root}:reusable:${tenant}:${fingerprint}`,
    reusables: (tenant) => `${root}:reusable:${tenant}`,
    apiKeys: `${root}:access:keys`,
    tenantRequests: (tenant) => `${root}:access:requests:${tenant}`,
    tenantQuotas: (tenant) => `${root}:access:quotas:${tenant}`,
    input: (tenant, sha256) => `${root}:input:${tenant}:${sha256}`,
    tenantInputs: (tenant) => `${root}:inputs:of:${tenant}`,
    freeInputs: `${root}:inputs:free`,
    inputLitter: `${root}:inputs:litter`,
    cancellingBatches: `${root}:batches:cancelling`,
    batchesToReport: `${root}:batches:to-report`,
    webhooks: `${root}:webhooks`,
    webhookOutbox: `${root}:webhooks:outbox`,
    webhookWake: `${root}:webhooks:wake`,
    webhookSecrets: `${root}:webhooks:secrets`,
    webhookDelivery: (eventId) => `${root}:webhooks:delivery:${eventId}`,
    webhookDeliveries: (tenant) => `${root}:webhooks:deliveries:${tenant}`,
    webhooksGivenUp: (tenant) => `${root}:webhooks:given-up:${tenant}`,
    questionAnswer: (questionId) => `${root}:question:${questionId}`,
    tenantQuestions: (tenant) => `${root}:questions:of:${tenant}`,
    audit: `${root}:audit`,
    auditShare: (caller) => `${root}:audit:share:${caller}`,
    linkSecret: `${root}:links:secret`,
    cursorSecret: `${root}:cursors:secret`,
    accounts: `${root}:accounts`,
    batch: (batchId) => `${root}:batch:${batchId}`,
    batchMembers: (batchId) => `${root}:batch:${batchId}:members`,
    batchItems: (batchId) => `${root}:batch:${batchId}:items`,
    batchFaults: (batchId) => `${root}:batch:${batchId}:faults`,
    batchPlaces: (batchId) => `${root}:batch:${batchId}:places`,
    account: (account) => `${root}:account:${account}`,
    accountChanges: (account) => `${root}:account:${account}:changes`,
    slots: (account) => `${root}:account:${account}:slots`,
    tasks: (account) => `${root}:account:${account}:tasks`,
    lostCreates: (account) => `${root}:account:${account}:lost`,
    callWindow: (account, surface) => `${root}:account:${account}:window:${surface}`,
    taskTimes: (kind) => `${root}:task-times:${kind}`,
    callback: (generationId, run) => `${root}:callback:${generationId}:${run}`,
    accountBalances: (account) => `${root}:account:${account}:balances`,
    callbackNews: (account) => `${root}:account:${account}:callbacks`,
    guard: `${root}:guard`,
    reconciler: `${root}:reconciler`,
    reporter: `${root}:reporter`,
    fundsWatcher: `${root}:funds-watcher`,
  };
}
