import {
  type BatchPlace,
  decidePlace,
  InvalidInputError,
  isDirectory,
  type Whereabouts,
} from "@hailuo-queue/contracts";
import { say } from "../words/say.ts";

export interface PlaceChoice {
  /** Where the videos go. */
  readonly location: string;
  /** Whether that is to be the batch's place from now on. */
  readonly set: boolean;
  /** What the user is to know. */
  readonly notice?: string;
}

export interface PlaceWish {
  readonly batchId: string;
  /** Where the batch has its place already. */
  readonly standing: BatchPlace | undefined;
  /** Whether the user named a place, and did not leave it to the default. */
  readonly named: boolean;
  /** Whether what is still to come goes to the place that was named. */
  readonly move: boolean;
}

/**
 * A batch keeps the place that it began in.
 * @throws InvalidInputError (`batch_elsewhere`) where this machine does not reach it.
 */
export function choosePlace({ batchId, standing, named, move }: PlaceWish, wanted: Whereabouts): PlaceChoice {
  const { location } = wanted;
  if (standing === undefined || move) return { location, set: true };
  const elsewhere = say`batch ${batchId} has its videos in ${standing.location}${where(standing, wanted)}`;
  switch (decidePlace(standing, wanted)) {
    case "own":
      return { location, set: true };
    case "here":
      return {
        location: standing.location,
        set: false,
        ...(named
          ? { notice: say`${elsewhere}, and the rest of it goes there; with --move it goes to ${location}` }
          : {}),
      };
    case "elsewhere":
      throw new InvalidInputError(
        "batch_elsewhere",
        say`The ${elsewhere}. Run it there, or add --move to store the rest of it in ${location}.`,
      );
  }
}

function where(standing: BatchPlace, { host }: Whereabouts): string {
  if (isDirectory(standing))
    return standing.host === undefined || standing.host === host ? "" : say` on ${standing.host}`;
  return standing.endpoint === undefined ? "" : say` at ${standing.endpoint}`;
}
