export { type LedgerEvent, readEvents } from "./read-events.ts";
export { createRedisLedger, type RedisLedgerOptions } from "./redis-ledger.ts";
