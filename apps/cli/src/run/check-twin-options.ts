import { InvalidInputError } from "@hailuo-queue/contracts";
import { say } from "../words/say.ts";

/**
 * What is to become of requests that another batch has made or has under way. Default: they keep the whole file back.
 */
export interface TwinOptions {
  /** They are bought again. */
  readonly again?: boolean;
  /** They are left out. */
  readonly onlyNew?: boolean;
}

/** @throws InvalidInputError (`bad_usage`) for both at once. */
export function checkTwinOptions({ again, onlyNew }: TwinOptions): void {
  if (again !== true || onlyNew !== true) return;
  throw new InvalidInputError(
    "bad_usage",
    say`--again buys requests again that other batches have, --only-new leaves them out: use one of them.`,
  );
}
