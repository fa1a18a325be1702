import type { ObjectStore } from "@hailuo-queue/contracts";
import { openObjectStore } from "@hailuo-queue/storage";
import { storeOptions } from "@hailuo-queue/runtime";
import { readCliSettings } from "../env.ts";
import type { Environment } from "../shell.ts";

/** Opens any place of videos, by the settings of the storage. */
export function openStoreOf(env: Environment): (target: string) => ObjectStore {
  const options = storeOptions(readCliSettings(env));
  return (target) => openObjectStore(target, options);
}
