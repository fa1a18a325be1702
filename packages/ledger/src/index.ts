export { createRedisAudit, type RedisAuditOptions } from "./audit.ts";
export { claimWake, createRedisCallbackTrust } from "./callbacks.ts";
export { createRedisInputBooks, type RedisInputBooksOptions } from "./input-books.ts";
export { createRedisLostCreates } from "./lost-creates.ts";
export { type LedgerEvent, readEvents, readPastEvents } from "./read-events.ts";
export { createRedisLedger, type RedisLedgerOptions } from "./redis-ledger.ts";
export { createRequestIndex } from "./request-index.ts";
export { noteReusable, type Reusable } from "./reusable.ts";
export { createRedisTaskTimes, type RedisTaskTimes, type RedisTaskTimesOptions } from "./task-times.ts";
