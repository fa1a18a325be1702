/**
 * Everything that comes from outside has a limit: in bytes, in number, in depth and in time. All of them stand on this page, each
 * with its reason, so that a reader sees at once what a stranger can cost us. Sizes are bytes unless a name says otherwise.
 */

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** JSON that a caller sends, a body or a line, after media in it were moved to storage: data URLs count for nothing here. */
export const JSON_LIMITS = {
  /** A request has at most 7,000 characters of prompt and a dozen URLs of 2,048: under 64 KiB in any script. */
  maxBytes: 256 * KIB,
  /** `subject_reference.0.image.0` is the deepest that is read; the rest is room for mistakes that deserve a sentence. */
  maxDepth: 16,
  /** Names and values together. The largest body that is of use has some fifty. */
  maxValues: 2000,
  /** The longest known name has 23 characters; the rest is room for mistakes that deserve a sentence. */
  maxNameLength: 200,
} as const;

/** What is told of a caller's mistakes: enough to mend them, and never more than was sent. */
export const FAULT_LIMITS = {
  /** In one answer; the number of all is told beside them. */
  maxTold: 100,
  /** A field's name in a fault; the rest is cut off. */
  maxNameLength: 100,
  /** A fault's sentence. */
  maxMessageLength: 500,
  /** What a whole answer says of what is wrong, in one text. */
  maxDetailLength: 2000,
} as const;

/** What a batch keeps of lines that cannot be used, until it is forgotten. Of the others only their place is kept, in a bit each. */
export const KEPT_FAULT_LIMITS = {
  /** Of one line: the first few of what is wrong with it. */
  maxBytesOfLine: 1000,
  /** So much is kept in any case: what is wrong with the first few of many short lines. */
  freeBytes: 2 * KIB,
  /** Above that no more than the bad lines themselves had, and never more than this: a person reads some hundred of them. */
  maxBytes: 64 * KIB,
} as const;

/** One line (or row) of prompts. A longer one is some other file. */
export const LINE_LIMITS = {
  /** Room for a small picture as a data URL; what else is in the line has JSON's own limits. */
  jsonlBytes: MIB,
  /** A row over all of its lines. A spreadsheet's cell has at most 32,767 characters. */
  csvBytes: 256 * KIB,
  /** There are 18 fields; a table of another purpose has more columns. */
  csvColumns: 100,
  /** A prompt of 7,000 characters has at most 28 KB; the rest is room for mistakes that deserve a sentence. */
  textBytes: 64 * KIB,
} as const;

/** One batch. */
export const BATCH_LIMITS = {
  /** So the places of all its items fit into 1,000,000 bits, and a caller cannot make the table of them large by a far place. */
  maxItems: 1_000_000,
} as const;

/** Uploads of items: a stream that is judged while it arrives. */
export const UPLOAD_LIMITS = {
  /** Lines of 1,000 bytes for a whole batch. An upload that has more goes on in another one, with `start`. */
  maxBytes: GIB,
  /** Blank lines are skipped and cost nothing but time; a file with one after each item has as many as items. */
  maxBlankLines: BATCH_LIMITS.maxItems,
  /** Under way at once: each holds some megabytes, and takes turns with the others. A tenant has enough to send a file in parts. */
  maxOfTenant: 8,
  maxOfGateway: 64,
  /** Each custom_id of a dry run is remembered, to find those that stand there twice: about 30 MB. */
  maxDryRunItems: 200_000,
  maxDryRunBytes: 256 * MIB,
} as const;

/** What is left of a body when its answer is known: read and dropped, so that the caller gets the answer and not a broken connection. */
export const UNREAD_LIMITS = {
  /** What a socket has buffered on both sides, and a little more. */
  maxBytes: 4 * MIB,
  maxMs: 2000,
} as const;

/** A whole request body with media as data URLs: v2 takes 64 MB in one request, of which base64 makes a third more. */
export const MEDIA_BODY_BYTES = 64 * MIB;

/** Answers that hold many things. */
export const PAGE_LIMITS = {
  /** A page ends early when its records have more, about: the largest record has some 200 KB, and a page may have 1,000. */
  maxBytes: 4 * MIB,
} as const;
