export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

export interface Line {
  readonly slopePerMinute: number;
  readonly mean: number;
  /** What the slope makes of the time between the first sample and the last, as a part of the mean. */
  readonly growth: number;
}

/**
 * Least squares.
 * @throws a RangeError for fewer than two samples.
 */
export function fitLine(samples: readonly Sample[]): Line {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || first === last) throw new RangeError("a line needs two samples");
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
  const meanAt = samples.reduce((sum, { atMs }) => sum + atMs, 0) / samples.length;
  const spread = samples.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0);
  const slope = samples.reduce((sum, { atMs, value }) => sum + (atMs - meanAt) * (value - mean), 0) / spread;
  return { slopePerMinute: slope * 60_000, mean, growth: (slope * (last.atMs - first.atMs)) / mean };
}
