import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { InvalidInputError } from "@hailuo-queue/contracts";

/** Keys for what stands sealed in Redis; the first seals, all open. */
export interface SecretBox {
  /** `bound` is whose it is: sealed for one, it opens for nobody else. The text as it is where there is no key. */
  seal(text: string, bound: string): string;
  /** Undefined where no key opens it. `stale`: it stands plain, or under an older key than the first. */
  open(stored: string, bound: string): { readonly text: string; readonly stale: boolean } | undefined;
  readonly hasKey: boolean;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** `sealed:1:<id of the key>:<nonce, text and tag as base64url>`, AES-256-GCM. */
const SEALED = /^sealed:1:([0-9a-f]{8}):([A-Za-z0-9_-]+)$/;

/** @throws InvalidInputError (`bad_secrets_key`), which never holds a key. */
export function parseSecretKeys(text: string | undefined): readonly Buffer[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part, at) => {
      const key = /^[0-9a-fA-F]{64}$/.test(part) ? Buffer.from(part, "hex") : Buffer.from(part, "base64");
      if (key.length === KEY_BYTES && /^([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/.test(part)) return key;
      throw new InvalidInputError(
        "bad_secrets_key",
        `Key ${at + 1} of HAILUO_SECRETS_KEY is not ${KEY_BYTES} bytes as base64 or ` +
          "hex; make one with `openssl rand -base64 32`.",
      );
    });
}

/** Makes a {@link SecretBox} (AES-256-GCM). The first key seals and every key opens; without keys texts stay plain. */
export function createSecretBox(keys: readonly Buffer[]): SecretBox {
  const known = keys.map((key) => ({
    key,
    id: createHash("sha256").update("hailuo-secrets-key").update(key).digest("hex").slice(0, 8),
  }));
  const [first] = known;

  function seal(text: string, bound: string): string {
    if (first === undefined) return text;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", first.key, nonce).setAAD(Buffer.from(bound));
    const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `sealed:1:${first.id}:${sealed.toString("base64url")}`;
  }

  function open(stored: string, bound: string): ReturnType<SecretBox["open"]> {
    const [, id, packed = ""] = SEALED.exec(stored) ?? [];
    if (id === undefined)
      return stored.startsWith("sealed:") ? undefined : { text: stored, stale: first !== undefined };
    const bytes = Buffer.from(packed, "base64url");
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    for (const candidate of known.filter((one) => one.id === id)) {
      try {
        const decipher = createDecipheriv("aes-256-gcm", candidate.key, bytes.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(bound)).setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ]).toString("utf8");
        return { text, stale: candidate !== first };
      } catch {
        // Changed, or sealed for somebody else.
      }
    }
    return undefined;
  }

  return { seal, open, hasKey: first !== undefined };
}
