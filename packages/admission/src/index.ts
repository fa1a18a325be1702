export { type AccountControlOptions, createAccountControl } from "./account-control.ts";
export { createUsageReader, type UsageReaderOptions } from "./account-usage.ts";
export { type BacklogControlOptions, createBacklogControl } from "./backlog-control.ts";
export { type CallbackRefusalsOptions, createRedisCallbackRefusals } from "./callback-refusals.ts";
export { createRedisFundsBooks, type FundsBooksOptions } from "./funds-books.ts";
export { type CallBudgetOptions, createCallBudget } from "./call-budget.ts";
export { createRedisAdmission, type RedisAdmissionOptions } from "./redis-admission.ts";
