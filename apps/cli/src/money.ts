import { InvalidArgumentError } from "commander";
import { say } from "./words/say.ts";

const MICRO = 1_000_000;

/** Reads `50usd`, `50`, `$0.5` into millionths of a US dollar, and `none` as no limit. */
export function budget(text: string): number | null {
  if (text.trim().toLowerCase() === "none") return null;
  const amount = /^\$?\s*(\d{1,9}(?:\.\d{1,6})?)\s*(?:usd)?$/i.exec(text.trim())?.[1];
  if (amount === undefined)
    throw new InvalidArgumentError(say`It must be an amount in US dollars such as 50usd or 12.5, or none.`);
  return Math.round(Number(amount) * MICRO);
}

/** As people read it: `$12.34`, and more digits only where there are any. */
export function formatMoney(microUsd: number): string {
  const text = (microUsd / MICRO).toFixed(6).replace(/0{1,4}$/, "");
  return `$${text}`;
}

/** For machines: US dollars. */
export function inUsd(microUsd: number): number {
  return microUsd / MICRO;
}

/** The same of a limit: `null` for one that is taken away, undefined for one that is not there. */
export function inUsdOrNone(microUsd: number | null | undefined): number | null | undefined {
  return typeof microUsd === "number" ? inUsd(microUsd) : microUsd;
}
