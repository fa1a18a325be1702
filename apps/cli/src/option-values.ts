import { ownEntry, spellValue } from "@hailuo-queue/contracts";
import type { TextEncoding } from "@hailuo-queue/intake";
import { InvalidArgumentError } from "commander";
import { say } from "./words/say.ts";

/** Readers of option values; commander adds which option it was. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError(say`It must be a whole number from 1.`);
  return value;
}

/** For an option that may be given several times. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(say`It must be a whole number from 0.`);
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError(say`It must be a number above 0.`);
  return value;
}

/** What `--simulate` alone stands for in words that were set apart; see set-flags-apart.ts. */
export const OWN_SPEED = "default";

export function simulationSpeed(text: string): number | true {
  return text === OWN_SPEED ? true : positiveNumber(text);
}

/** Seconds, as a file may write them: `6`, `6s`. */
export function durationOption(text: string): number {
  const seconds = spellValue("duration", text);
  return positiveInteger(typeof seconds === "number" ? String(seconds) : text);
}

const ENCODINGS: Readonly<Record<string, TextEncoding>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "utf-16": "utf-16le",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  "windows-1252": "windows-1252",
  "latin-1": "windows-1252",
  latin1: "windows-1252",
  "iso-8859-1": "windows-1252",
  gbk: "gb18030",
  gb2312: "gb18030",
  gb18030: "gb18030",
};

export function textEncoding(text: string): TextEncoding {
  const found = ownEntry(ENCODINGS, text.trim().toLowerCase());
  if (found === undefined) throw new InvalidArgumentError(say`It must be one of ${Object.keys(ENCODINGS).join(", ")}.`);
  return found;
}

export function portNumber(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError(say`It must be a port from 0 (any free one) to 65535.`);
  return value;
}

/** A share of calls, 0 to 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0 || value > 1)
    throw new InvalidArgumentError(say`It must be a share from 0 to 1.`);
  return value;
}

/** The part of a batch that may fail; `none` for no limit. */
export function failureRatio(text: string): number | null {
  if (text.trim().toLowerCase() === "none") return null;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0 || value > 1)
    throw new InvalidArgumentError(say`It must be a number from 0 to 1 (0.1: one in ten may fail), or none.`);
  return value;
}

/** A limit of the gateway's; `default` goes back to its own. */
export function quotaValue(text: string): number | null {
  return text.trim().toLowerCase() === "default" ? null : wholeNumber(text);
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m`, `12h`, `7d` before now, or a time; as Unix ms. */
export function sinceTime(text: string, nowMs: number): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text.trim()) ?? [];
  if (count !== undefined && unit !== undefined) return nowMs - Number(count) * (UNITS_MS[unit] ?? 0);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError(
      say`It must be an age such as 30m, 12h or 7d, or a time such as 2026-10-08T09:00:00Z.`,
    );
  return time;
}

/** As the gateway takes. */
const MOST_BYTES = 1e15;
const BYTES_OF: Readonly<Record<string, number>> = { "": 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** `500mb`: of thousands, as the gateway tells them; `none` (or `default`) goes back to the gateway's own. */
export function byteQuota(text: string): number | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === "none" || wanted === "default") return null;
  const [, amount, unit = ""] = /^(\d{1,12}(?:\.\d{1,6})?)\s*([kmgt]?b)?$/.exec(wanted) ?? [];
  const bytes = amount === undefined ? Number.NaN : Math.round(Number(amount) * (BYTES_OF[unit] ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes > MOST_BYTES)
    throw new InvalidArgumentError(say`It must be a size such as 500mb, 2gb or 750kb, up to 1000tb, or none.`);
  return bytes;
}

const SECONDS_OF: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };
const LONGEST_LINK_SECONDS = 7 * 86_400;

/** `12h`, `7d`: in seconds, as long as S3 lets a link hold at most. */
export function linkSeconds(text: string): number {
  const [, amount, unit = ""] = /^(\d{1,5})\s*([mhd])$/.exec(text.trim().toLowerCase()) ?? [];
  const seconds = Number(amount) * (SECONDS_OF[unit] ?? Number.NaN);
  if (seconds >= 60 && seconds <= LONGEST_LINK_SECONDS) return seconds;
  throw new InvalidArgumentError(say`It must be a time such as 30m, 12h or 7d, which is the most that S3 allows.`);
}

/** Batch names become parts of object keys. */
export function batchName(text: string): string {
  return plainName(text);
}

export function tenantName(text: string): string {
  return plainName(text);
}

function plainName(text: string): string {
  if (/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/.test(text)) return text;
  throw new InvalidArgumentError(say`It may have 1 to 128 letters, digits, ".", "_" and "-".`);
}
