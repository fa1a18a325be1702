import { isUtf8 } from "node:buffer";
import { JSON_LIMITS } from "@hailuo-queue/contracts";
import { createByteStore, createJsonScan, type JsonFault, jsonFaultOffset } from "@hailuo-queue/intake";
import { Problem } from "./problem.ts";
import { tooLarge } from "./too-large.ts";

export interface ReadJsonOptions {
  /** Of the body as it is sent. */
  readonly maxBytes: number;
  /**
   * Takes long data URLs out of the text while it arrives and leaves short names in their place: what is read into
   * memory then has at most JSON_LIMITS.maxBytes. Default: none, and a data URL may be as long as the body.
   */
  readonly withoutMedia?: (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

/**
 * Reads a JSON body, and looks through it before it is parsed.
 * @throws Problem (400, 413, 422); what it threw for is not read on.
 */
export async function readJson(
  source: AsyncIterable<Uint8Array>,
  { maxBytes, withoutMedia }: ReadJsonOptions,
): Promise<unknown> {
  const text = await readText(withoutMedia === undefined ? source : withoutMedia(source), maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem(400, "not_json", {
      detail: text.trim() === "" ? "The body is empty; it must be JSON." : `The body is not JSON${placeOf(text)}.`,
    });
  }
  refuseHalfCharacters(value);
  return value;
}

async function readText(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const scan = createJsonScan();
  const store = createByteStore(maxBytes);
  for await (const chunk of source) {
    // Before it is kept: of what is refused nothing is.
    const fault = scan.push(chunk);
    if (fault !== undefined) throw refuse(fault);
    store.add(chunk);
    if (store.bytes > maxBytes) throw tooLarge(maxBytes);
  }
  const bytes = store.take() ?? Buffer.alloc(0);
  if (!isUtf8(bytes)) throw new Problem(400, "not_utf8", { detail: "The body is not UTF-8." });
  // A byte order mark is no part of JSON, and readers may leave it out (RFC 8259).
  return bytes.subarray(bytes.indexOf("\u{FEFF}") === 0 ? 3 : 0).toString("utf8");
}

function refuse({ code, message }: JsonFault): Problem {
  return code === "too_large"
    ? new Problem(413, "body_too_large", { detail: `The body ${message}.` })
    : new Problem(422, code, { detail: `The body ${message}.` });
}

/** Of what is as long as text that a person wrote. */
function placeOf(text: string): string {
  if (text.length > JSON_LIMITS.maxBytes) return "";
  const offset = jsonFaultOffset(text);
  if (offset === undefined) return "";
  return offset >= text.trimEnd().length
    ? ": it ends too early"
    : `: unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0))} at character ${offset + 1}`;
}

const HALF_CHARACTER = /\p{Surrogate}/u;

/** Half of a surrogate pair is in no UTF-8 text, and Redis' own reader of JSON refuses it. */
function refuseHalfCharacters(value: unknown): void {
  const places = halfCharacters(value, "");
  if (places.length === 0) return;
  const message = "has half of a character (an unpaired surrogate), as truncated text does";
  throw new Problem(400, "invalid_request", {
    detail: "The body has a text with half of a character.",
    errors: places.map((field) => ({ field, message })),
  });
}

function halfCharacters(value: unknown, place: string): string[] {
  if (typeof value === "string") return HALF_CHARACTER.test(value) ? [place === "" ? "(body)" : place] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const within = place === "" ? name : `${place}.${name}`;
    return HALF_CHARACTER.test(name) ? [place === "" ? "(body)" : place] : halfCharacters(inner, within);
  });
}
