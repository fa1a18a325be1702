import { createHmac, timingSafeEqual } from "node:crypto";
import type { ApiKey, ApiKeys } from "@hailuo-queue/access";

/** The one thing whose events a token opens. */
export interface TokenAbout {
  readonly kind: "generation" | "batch";
  readonly id: string;
}

export interface NewStreamToken {
  readonly text: string;
  /** Unix ms. */
  readonly expiresAt: number;
}

export interface GoodStreamToken {
  /** Of the key that asked for the token, with the role `read`. */
  readonly key: ApiKey;
  readonly about: TokenAbout;
  /** Unix ms. */
  readonly expiresAt: number;
}

/**
 * Short-lived tokens for the event stream of one generation or batch, for pages: `EventSource` sends no headers, and an
 * API key does not belong into a page. Nothing is kept of them: they are signed.
 */
export interface StreamTokens {
  make(key: ApiKey, about: TokenAbout, minutes: number): Promise<NewStreamToken>;
  /** Undefined for what was not signed here, has run out, or comes from a key that is revoked since. */
  read(text: string): Promise<GoodStreamToken | undefined>;
}

export interface StreamTokensParts {
  /** One for all gateways of a deployment. */
  readonly secret: () => Promise<string>;
  /** Of a key that is not revoked; where no keys are asked for, of everybody. */
  readonly keyOf: ApiKeys["find"];
  readonly now: () => number;
}

const PREFIX = "hqs_";
const MOST_CHARACTERS = 1000;

export function createStreamTokens({ secret, keyOf, now }: StreamTokensParts): StreamTokens {
  /** With words of its own before it: the secret signs links to videos, too. */
  async function sign(payload: string): Promise<Buffer> {
    return createHmac("sha256", await secret())
      .update(`stream-token.${payload}`)
      .digest();
  }

  return {
    async make(key, { kind, id }, minutes) {
      const expiresAt = now() + minutes * 60_000;
      const payload = Buffer.from(JSON.stringify([key.id, kind, id, expiresAt])).toString("base64url");
      return { text: `${PREFIX}${payload}.${(await sign(payload)).toString("base64url")}`, expiresAt };
    },

    async read(text) {
      const [payload = "", signature = "", ...rest] = text.startsWith(PREFIX)
        ? text.slice(PREFIX.length).split(".")
        : [];
      if (text.length > MOST_CHARACTERS || payload === "" || rest.length > 0) return undefined;
      const [right, given] = [await sign(payload), Buffer.from(signature, "base64url")];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      // What was signed here was written here.
      const [keyId, kind, id, expiresAt] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [
        string,
        TokenAbout["kind"],
        string,
        number,
      ];
      if (expiresAt <= now()) return undefined;
      const key = await keyOf(keyId);
      return key === undefined ? undefined : { key: { ...key, role: "read" }, about: { kind, id }, expiresAt };
    },
  };
}
