/** Three figures that count, thousands apart: `12,345`, `97.4`, `0.512`. */
export function displayNumber(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.min(digits, 4) });
}

export function withUnit(value: number, unit: string): string {
  return unit === "" ? displayNumber(value) : `${displayNumber(value)} ${unit}`;
}
