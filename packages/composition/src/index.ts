export { type AnswererParts, openAnswerer, runAnswerer } from "./answerer.ts";
export { composeStages, type StageBase, type Stages } from "./compose-stages.ts";
export {
  openWorker,
  type OpenWorker,
  type OpenWorkerOptions,
  paceOf,
  type RunningWorker,
  type TaskSettings,
  type WorkerSettings,
} from "./open-worker.ts";
