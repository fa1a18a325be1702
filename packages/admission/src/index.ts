export { type AccountControlOptions, createAccountControl } from "./account-control.ts";
export { type AccountLimits, createRedisAdmission, type RedisAdmissionOptions } from "./redis-admission.ts";
