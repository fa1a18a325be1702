import { InvalidInputError } from "@hailuo-queue/contracts";

/** S3's own limit, in UTF-8 bytes. */
const MAX_KEY_BYTES = 1024;

/**
 * @throws InvalidInputError (`bad_object_key`) for a key that could leave its prefix or that some store cannot hold.
 */
export function assertObjectKey(key: string): void {
  const fault = objectKeyFault(key);
  if (fault === undefined) return;
  throw new InvalidInputError(
    "bad_object_key",
    `The object key ${JSON.stringify(key.slice(0, 120))} cannot be used: ${fault}.`,
  );
}

/** Why a key, or a prefix of keys, cannot be used; undefined when it can. */
export function objectKeyFault(key: string): string | undefined {
  if (key === "") return "it is empty";
  if (key.startsWith("/")) return "it starts with /";
  if (key.includes("\\")) return "it has a backslash";
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(key)) return "it has control characters";
  if (/\p{Surrogate}/u.test(key)) return "it is not valid Unicode";
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `it is longer than ${MAX_KEY_BYTES} bytes`;
  for (const segment of key.split("/")) {
    if (segment === "") return "it has an empty segment (//)";
    if (segment === "." || segment === "..") return `it has the segment "${segment}"`;
  }
  return undefined;
}
