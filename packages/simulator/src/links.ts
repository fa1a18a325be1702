import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export const DOWNLOAD_PREFIX = "/cdn/";
const FILE_NAME = "output_aigc.mp4";

export type LinkVerdict =
  | { readonly kind: "valid"; readonly taskId: string }
  | { readonly kind: "expired" }
  | { readonly kind: "forged" };

/**
 * Signs and judges download links in the manner of an object store: `Expires` (unix seconds) and an HMAC over path and
 * expiry.
 */
export class LinkSigner {
  readonly #secret = randomBytes(32);

  /** A path with its query, to be put behind an origin. `Expires` is rounded up to the second. */
  sign(taskId: string, expiresAtMs: number): string {
    const path = `${DOWNLOAD_PREFIX}${taskId}/${FILE_NAME}`;
    const expires = String(Math.ceil(expiresAtMs / 1000));
    const signature = encodeURIComponent(this.#signature(path, expires));
    return `${path}?Expires=${expires}&OSSAccessKeyId=SIMULATOR&Signature=${signature}`;
  }

  judge(path: string, query: URLSearchParams, now: number): LinkVerdict {
    const expires = query.get("Expires") ?? "";
    const given = Buffer.from(query.get("Signature") ?? "");
    const wanted = Buffer.from(this.#signature(path, expires));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return { kind: "forged" };
    if (now >= Number(expires) * 1000) return { kind: "expired" };
    return { kind: "valid", taskId: path.slice(DOWNLOAD_PREFIX.length, -FILE_NAME.length - 1) };
  }

  #signature(path: string, expires: string): string {
    return createHmac("sha256", this.#secret).update(`${path}\n${expires}`).digest("base64");
  }
}
