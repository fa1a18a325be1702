export { type AccountLimits, createRedisAdmission, type RedisAdmissionOptions } from "./redis-admission.ts";
