export { expectCleanBooks, readTask, readTasks } from "./stand/books.ts";
export {
  HAILUO,
  type HailuoEnd,
  type HailuoOptions,
  type HailuoProcess,
  type JsonLine,
} from "./stand/hailuo-process.ts";
export { API_KEY, openStand, type SeenCreate, type Stand } from "./stand/open-stand.ts";
export { shareRedis, type SharedRedis } from "./stand/private-redis.ts";
export { isAlive, PATIENCE_MS, until } from "./stand/until.ts";
export { type Stage, startWorker, type Worker } from "./stand/workers.ts";
