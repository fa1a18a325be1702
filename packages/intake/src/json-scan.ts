import { JSON_LIMITS } from "@hailuo-queue/contracts";

/** What the scan can find wrong with JSON. */
export const JSON_FAULTS = [
  "too_large",
  "too_deep",
  "too_many_values",
  "name_too_long",
  "duplicate_name",
  "forbidden_name",
] as const;

/** Why a JSON text is not to be parsed. The message goes on where "The body" or "Line 7" began. */
export interface JsonFault {
  readonly code: (typeof JSON_FAULTS)[number];
  readonly message: string;
}

/** Limits of one JSON value. */
export type JsonLimits = { readonly [Name in keyof typeof JSON_LIMITS]: number };

/** Checks JSON text against {@link JsonLimits} as it arrives, before it is parsed. */
export interface JsonScan {
  /** Looks at the next bytes of the text, once each; says what is wrong as soon as it is. */
  push(bytes: Uint8Array): JsonFault | undefined;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
const SPACE = 0x20;
/** How a data URL begins, in any case. */
const DATA_HEAD = Buffer.from("data:");

/**
 * Looks through a JSON text before it is parsed, piece by piece as it arrives: a text of some megabytes may hold
 * millions of values, levels or names, and the parser asks nobody before it makes them all. Time by the text's length,
 * memory by the limits alone. It does not judge whether the text is JSON. The text of a data URL counts for nothing: it
 * is one value, however long.
 */
export function createJsonScan(limits: JsonLimits = JSON_LIMITS): JsonScan {
  /** For each open level whether it is a list, or an object, with its names once it has one. */
  const open: ("list" | "object" | Set<string>)[] = [];
  let values = 0;
  let textBytes = 0;
  let place: "between" | "word" | "name" | "value" = "between";
  let nameIsNext = false;
  let escaped = false;
  /** Of the name that is under way. */
  let nameBytes: Buffer | undefined;
  let nameLength = 0;
  /** How much of DATA_HEAD the string begins with; -1: it is no data URL. */
  let head = -1;

  const tooMany = (): JsonFault | undefined => {
    values += 1;
    return values > limits.maxValues
      ? fault("too_many_values", `holds more than ${limits.maxValues} names and values, the most allowed`)
      : undefined;
  };

  function openLevel(kind: "list" | "object"): JsonFault | undefined {
    open.push(kind);
    nameIsNext = kind === "object";
    return open.length > limits.maxDepth
      ? fault("too_deep", `is nested deeper than ${limits.maxDepth} levels, the most allowed`)
      : tooMany();
  }

  function openString(): JsonFault | undefined {
    place = nameIsNext && (open.at(-1) ?? "list") !== "list" ? "name" : "value";
    escaped = false;
    nameLength = 0;
    head = 0;
    return tooMany();
  }

  function betweenValues(byte: number): JsonFault | undefined {
    const inWord = place === "word";
    place = "between";
    switch (byte) {
      case QUOTE:
        return openString();
      case OPEN_OBJECT:
        return openLevel("object");
      case OPEN_LIST:
        return openLevel("list");
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        open.pop();
        nameIsNext = false;
        return undefined;
      case COMMA:
        nameIsNext = true;
        return undefined;
      case COLON:
        nameIsNext = false;
        return undefined;
      default:
        if (byte <= SPACE) return undefined;
        place = "word";
        return inWord ? undefined : tooMany();
    }
  }

  function withinName(byte: number): JsonFault | undefined {
    if (!escaped && byte === QUOTE) return endName();
    escaped = !escaped && byte === BACKSLASH;
    if (nameLength === limits.maxNameLength)
      return fault("name_too_long", `has a name of more than ${limits.maxNameLength} bytes, the most allowed`);
    nameBytes ??= Buffer.allocUnsafe(limits.maxNameLength);
    nameBytes[nameLength] = byte;
    nameLength += 1;
    return undefined;
  }

  function endName(): JsonFault | undefined {
    place = "between";
    nameIsNext = false;
    const text = unescaped(nameBytes?.toString("utf8", 0, nameLength) ?? "");
    if (text === "__proto__") return fault("forbidden_name", 'has the name "__proto__", which is not taken');
    const level = open.at(-1);
    if (level instanceof Set) {
      if (level.has(text)) return fault("duplicate_name", `has the name ${JSON.stringify(text)} twice in one object`);
      level.add(text);
    } else open[open.length - 1] = new Set([text]);
    return undefined;
  }

  /** Gives the place after the string, or after the bytes. */
  function skipString(bytes: Uint8Array, from: number): number {
    let at = from;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) break;
      if (head >= 0 && head < DATA_HEAD.length) head = (byte | 0x20) === DATA_HEAD[head] ? head + 1 : -1;
    }
    if (head === DATA_HEAD.length) textBytes -= at - from;
    if (at === bytes.length) return at;
    place = "between";
    return at + 1;
  }

  return {
    push(bytes) {
      textBytes += bytes.length;
      for (let at = 0; at < bytes.length;) {
        if (place === "value") {
          at = skipString(bytes, at);
          continue;
        }
        const found = place === "name" ? withinName(bytes[at] as number) : betweenValues(bytes[at] as number);
        if (found !== undefined) return found;
        at += 1;
      }
      return textBytes > limits.maxBytes
        ? fault("too_large", `has more than ${limits.maxBytes / 1024} KiB beside its data URLs, the most allowed`)
        : undefined;
    },
  };
}

function fault(code: JsonFault["code"], message: string): JsonFault {
  return { code, message };
}

/** One name may be written in several ways. */
function unescaped(name: string): string {
  if (!name.includes("\\")) return name;
  try {
    return JSON.parse(`"${name}"`) as string;
  } catch {
    return name;
  }
}
