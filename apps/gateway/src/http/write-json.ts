import { giveWay } from "@hailuo-queue/turns";

/** Enough for most answers; a longer one leaves in pieces of about this size. */
const PIECE_CHARACTERS = 64 * 1024;

/** Writes an answer as JSON in short turns of the event loop: a list may have a thousand large records. */
export async function writeJson(value: unknown): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  let piece = "";
  for (const part of partsOf(value)) {
    piece += part;
    if (piece.length >= PIECE_CHARACTERS) {
      pieces.push(Buffer.from(piece));
      piece = "";
    }
    const rest = giveWay();
    if (rest !== undefined) await rest;
  }
  return [...pieces, Buffer.from(piece)];
}

/** What JSON.stringify writes, with the items of the lists that an object has one by one. */
function* partsOf(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return yield JSON.stringify(value) ?? "null";
  let before = "{";
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    if (Array.isArray(field)) yield* itemsOf(field);
    else yield JSON.stringify(field) ?? "null";
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}

function* itemsOf(items: readonly unknown[]): Generator<string> {
  for (const [at, item] of items.entries()) yield `${at === 0 ? "[" : ","}${JSON.stringify(item) ?? "null"}`;
  yield items.length === 0 ? "[]" : "]";
}
