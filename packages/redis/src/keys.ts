/**
 * Every key name of a deployment, on one page. The prefix stands in a hash tag, so that all keys of one deployment live
 * in one slot of a Redis Cluster and every script may touch them together.
 */
export interface RedisKeys {
  readonly prefix: string;
  /** Prefix of BullMQ's own keys. */
  readonly bull: string;
  /** HASH: one generation's record. */
  generation(id: string): string;
  /** ZSET, all scores 0, members `<state>|<id>`: lists and counts by state. */
  readonly states: string;
  /** ZSET: `<id>|<batch>` by order of submission. */
  readonly backlog: string;
  /** HASH: `<id>|<batch>` -> `<run>:<ms>:<account>` from the grant until its create begins. */
  readonly admitted: string;
  /** LIST, at most one token: a dispatcher waits on it. */
  readonly wake: string;
  /** STRING: numbers of submissions and grants. */
  readonly sequence: string;
  /** STREAM: state changes, bounded. */
  readonly events: string;
  /** ZSET: batch ids by time of creation. */
  readonly batches: string;
  /** HASH: createdAt, total, and a counter per state. */
  batch(batchId: string): string;
  /** LIST: ids in the batch's order. */
  batchMembers(batchId: string): string;
  /** HASH: idempotency key -> `<id>:<fingerprint>`. */
  batchItems(batchId: string): string;
  /** HASH: what the workers published, `limit.*` that a user set, held, pausedUntil, pausedReason, strikes. */
  account(account: string): string;
  /** LIST: a user's changes of the account as JSON, newest first, bounded. */
  accountChanges(account: string): string;
  /** ZSET: ids of the generations that hold a slot, by the end of their lease in ms. */
  slots(account: string): string;
  /** ZSET: `<id>:<run>` by the ms at which the create counts. */
  createWindow(account: string): string;
  /** LIST: lifetimes of the last tasks of a kind in ms, newest first, bounded, with expiry. */
  taskTimes(kind: string): string;
  /** STRING with expiry: who reconciles just now. */
  readonly reconciler: string;
}

export function createKeys(prefix = "hailuo"): RedisKeys {
  const root = `{${prefix}}`;
  return {
    prefix: root,
    bull: `${root}:bull`,
    generation: (id) => `${root}:generation:${id}`,
    states: `${root}:states`,
    backlog: `${root}:backlog`,
    admitted: `${root}:admitted`,
    wake: `${root}:wake`,
    sequence: `${root}:sequence`,
    events: `${root}:events`,
    batches: `${root}:batches`,
    batch: (batchId) => `${root}:batch:${batchId}`,
    batchMembers: (batchId) => `${root}:batch:${batchId}:members`,
    batchItems: (batchId) => `${root}:batch:${batchId}:items`,
    account: (account) => `${root}:account:${account}`,
    accountChanges: (account) => `${root}:account:${account}:changes`,
    slots: (account) => `${root}:account:${account}:slots`,
    createWindow: (account) => `${root}:account:${account}:window:create`,
    taskTimes: (kind) => `${root}:task-times:${kind}`,
    reconciler: `${root}:reconciler`,
  };
}
