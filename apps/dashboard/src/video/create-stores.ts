import { type BatchPlace, decidePlace, type ObjectStore } from "@hailuo-queue/contracts";
import { openObjectStore } from "@hailuo-queue/storage";
import { storeOptions } from "@hailuo-queue/runtime";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import type { DashboardSettings } from "../env.ts";

/** Opens the storage that a batch's videos are in; undefined where only other machines reach it. */
export type OpenStore = (place: BatchPlace | undefined) => ObjectStore | undefined;

/** Places besides its own that are kept open. */
const MOST_OTHERS = 50;

/** The dashboard's own storage, and the places of runs on this machine. */
export function createStores(settings: DashboardSettings): OpenStore {
  const options = storeOptions(settings);
  let own: ObjectStore | undefined;
  /** By location: a player asks for many ranges, and a store of S3 has connections of its own. */
  const others = new Map<string, ObjectStore>();
  return (place) => {
    own ??= openObjectStore(settings.HAILUO_OUT, options);
    if (place === undefined) return own;
    const decision = decidePlace(place, { location: own.location, host: hostname(), endpoint: options.endpoint });
    if (decision === "elsewhere") return undefined;
    if (decision === "own") return own;
    const { location } = place;
    const known = others.get(location);
    if (known !== undefined) return known;
    const [oldest] = others.size >= MOST_OTHERS ? others.keys() : [];
    if (oldest !== undefined) {
      void others
        .get(oldest)
        ?.close()
        .catch(() => undefined);
      others.delete(oldest);
    }
    const opened = openObjectStore(location.startsWith("file:") ? fileURLToPath(location) : location, options);
    others.set(location, opened);
    return opened;
  };
}
