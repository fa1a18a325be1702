export { type AccountControlOptions, createAccountControl } from "./account-control.ts";
export { createUsageReader, type UsageReaderOptions } from "./account-usage.ts";
export { type AccountLimits, createRedisAdmission, type RedisAdmissionOptions } from "./redis-admission.ts";
