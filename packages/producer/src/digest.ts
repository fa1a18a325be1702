import { createHash } from "node:crypto";

/** Tells texts apart: 128 bits, in letters that stand in keys and between colons. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

/** Of the request alone: items with a name of their own carry their place behind it. */
export function digestOf(fingerprint: string): string {
  return fingerprint.split(".")[0] ?? fingerprint;
}
