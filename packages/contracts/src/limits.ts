/**
 * Everything that comes from outside has a limit: in bytes, in number, in depth and in time. All of them stand on this page, each
 * with its reason, so that a reader sees at once what a stranger can cost us. Sizes are bytes unless a name says otherwise.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** JSON that a caller sends, after media in it were moved to storage. */
export const JSON_LIMITS = {
  /** A request has at most 7,000 characters of prompt and a dozen URLs of 2,048: under 64 KiB in any script. */
  maxBytes: 256 * KIB,
  /** `subject_reference.0.image.0` is the deepest that is read; the rest is room for mistakes that deserve a sentence. */
  maxDepth: 16,
  /** Names and values together. The largest body that is of use has some fifty. */
  maxValues: 2000,
} as const;

/** What is told of a caller's mistakes: enough to mend them, and never more than was sent. */
export const FAULT_LIMITS = {
  /** In one answer; the number of all is told beside them. */
  maxTold: 100,
  /** A field's name in a fault; the rest is cut off. */
  maxNameLength: 100,
  /** A fault's sentence. */
  maxMessageLength: 500,
} as const;

/**
 * How much a tenant's weight may be. A grant moves its tenant's turn on by the video's cost over the weight, and nobody's turn comes before
 * that of the last one served: a weight near 0 would move the turns of all to where numbers have no steps left, for good.
 */
export const TENANT_WEIGHTS = { least: 0.001, most: 1_000_000 } as const;

/** Seals, cancels and retries of batches of one tenant in one gateway process. Each may look at every generation of a batch of any size. */
export const BATCH_WORK_LIMITS = {
  /** Under way together: other tenants' looks wait behind a page of 500 records of each. */
  atOnce: 4,
  /** Then these wait in their order; a program that seals its batches together has some dozens. */
  waiting: 100,
} as const;

/** A whole request body with media as data URLs: v2 takes 64 MB in one request, of which base64 makes a third more. */
export const MEDIA_BODY_BYTES = 64 * MIB;
