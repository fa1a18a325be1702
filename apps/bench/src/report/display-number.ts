/** Four figures that count, so that a miss by a hair shows; thousands apart: `12,346`, `79.96`, `0.5123`. */
export function displayNumber(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  const digits = Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.min(digits, 6) });
}

export function withUnit(value: number, unit: string): string {
  return unit === "" ? displayNumber(value) : `${displayNumber(value)} ${unit}`;
}
