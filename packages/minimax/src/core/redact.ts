const MAX_TEXT = 300;

/**
 * A provider's text as one short line that may be stored and logged: without keys (the given ones, and anything that
 * looks like one), without the query of any URL (a signed link is a credential), without control characters.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let line = text.slice(0, MAX_TEXT * 20);
  // A key of a few characters (a test's, a simulator's) would blank out ordinary words.
  for (const secret of secrets) if (secret.length >= 4) line = line.replaceAll(secret, "[redacted]");
  line = line
    .replaceAll(/\bBearer\s+[^\s"',]+/gi, "Bearer [redacted]")
    .replaceAll(/\bsk-[A-Za-z0-9_-]{4,}/g, "[redacted]")
    .replaceAll(/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){0,2}/g, "[redacted]")
    .replaceAll(/(https?:\/\/[^\s"'<>?#]+)[?#][^\s"'<>]*/gi, "$1?[redacted]")
    .replaceAll(/(https?:\/\/)[^\s"'<>/@]+@/gi, "$1[redacted]@")
    .replaceAll(/data:[a-z]+\/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]*/gi, "data:[…]")
    // oxlint-disable-next-line no-control-regex -- they are what has to go: escape codes and line breaks forge log lines
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replaceAll(/ {2,}/g, " ")
    .trim();
  return line.length <= MAX_TEXT ? line : `${line.slice(0, MAX_TEXT - 1)}…`;
}
