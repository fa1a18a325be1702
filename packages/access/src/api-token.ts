import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * The id names the key and is no secret; the secret has 256 bits of chance, so that a plain hash of it tells nothing.
 */
export interface ApiToken {
  readonly id: string;
  readonly secret: string;
}

const ID = /^[0-9a-f]{16}$/;
const TOKEN = /^hq_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** A new token: a public id, and a secret that only its owner gets. */
export function newToken(): ApiToken {
  return { id: randomBytes(8).toString("hex"), secret: randomBytes(32).toString("base64url") };
}

/** The token as callers send it. */
export function tokenText({ id, secret }: ApiToken): string {
  return `hq_${id}_${secret}`;
}

/** Undefined for a text that is no token. */
export function parseToken(text: string): ApiToken | undefined {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** Undefined for a text that is no token. It may be nobody's. */
export function idOfToken(text: string): string | undefined {
  return parseToken(text)?.id;
}

/** Whether a text has the form of a token's id. */
export function isTokenId(text: string): boolean {
  return ID.test(text);
}

/** The digest of a secret, which is all that Redis keeps of it. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Takes as long whether the first or the last character differs. */
export function sameHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
