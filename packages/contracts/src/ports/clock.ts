/** Time and chance come in through the door. `now` is Unix milliseconds. */
export interface Clock {
  now(): number;
}

/** A number in [0, 1). */
export type Random = () => number;
