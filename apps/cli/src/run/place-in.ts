import { hostname } from "node:os";
import { type BatchPlace, optional, placeOf } from "@hailuo-queue/contracts";
import { openObjectStore } from "@hailuo-queue/storage";
import { storeOptions } from "@hailuo-queue/runtime";
import type { WorkersSettings } from "../env.ts";
import { choosePlace, type PlaceWish } from "./choose-place.ts";

export interface PlacedRun {
  /** Those of the run, with the batch's place for its storage. */
  readonly settings: WorkersSettings;
  /** There when it is to be the batch's from now on. */
  readonly place?: BatchPlace;
  readonly notice?: string;
}

/**
 * Where a run stores its batch.
 * @throws InvalidInputError (`batch_elsewhere`, `bad_storage_target`).
 */
export function placeIn(settings: WorkersSettings, wish: PlaceWish): PlacedRun {
  const { location } = openObjectStore(settings.HAILUO_OUT, storeOptions(settings));
  const whereabouts = { location, host: hostname(), endpoint: settings.S3_ENDPOINT };
  const { set, notice, ...chosen } = choosePlace(wish, whereabouts);
  return {
    settings: { ...settings, HAILUO_OUT: chosen.location },
    ...(set ? { place: placeOf(whereabouts) } : {}),
    ...optional({ notice }),
  };
}
