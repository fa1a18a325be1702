export { DIALECT_NAMES, type DialectName } from "./dialects/dialect-names.ts";
export {
  CALLBACK_FAULTS,
  CREATE_FAULTS,
  DELETE_FAULTS,
  DOWNLOAD_FAULTS,
  FAULTS_BY_CALL,
  FILE_FAULTS,
  LIST_FAULTS,
  QUERY_FAULTS,
  type FaultBurst,
  type FaultName,
  type FaultRates,
  type ScriptedFault,
} from "./faults.ts";
export type { FixedLifetime, Lifetime, LognormalLifetime } from "./lifetimes.ts";
export type { Faults, LatencyRange, Moderation, SimulatorOptions, SimulatorSettings } from "./options.ts";
export { startSimulator, type Simulator } from "./start-simulator.ts";
export type { Duplicate, SideStats, SimulatorStats } from "./stats.ts";
export type { Side } from "./sides.ts";
export type { TaskView } from "./task-view.ts";
export type { WindowStats } from "./windows.ts";
