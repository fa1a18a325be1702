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

/** A whole request body with media as data URLs: v2 takes 64 MB in one request, of which base64 makes a third more. */
export const MEDIA_BODY_BYTES = 64 * MIB;

/** Inputs of a tenant: media that it uploaded or sent within a request. Their bytes are a quota besides (`--max-bytes`). */
export const INPUT_LIMITS = {
  /** What the provider takes as a data URL is the most that is of use: H3's 30 MB for an image, 50 for a video, 15 for a recording. */
  maxBytes: { image: 30 * MIB, video: 50 * MIB, audio: 15 * MIB },
  /** Of each at its beginning: where a picture says how large it is. Depth maps before that may have some MB. */
  maxHeadBytes: 4 * MIB,
  /** Named by one request at most: the provider takes 12, a template of ours 20. What stands behind is refused with the request. */
  maxPerRequest: 24,
  /** Its place in the books, in Redis, counts with its content: else a million tiny ones would cost nothing. */
  bookBytes: 512,
  /** For deployments whose tenants have no quota of bytes: 50 MB of Redis. */
  maxPerTenant: 100_000,
  /** Arriving at once at one gateway, of one tenant: each holds a part of its content and a connection to the storage. */
  maxArrivingPerTenant: 8,
  /** Behind those; more are told to come again. */
  maxWaitingPerTenant: 64,
  /** From its first byte to its last: 50 MB at 100 kB/s. */
  maxArrivalMs: 10 * 60_000,
  /** Around the file in a multipart body: a few fields that nobody asked for. */
  maxFormFields: 10,
  /** A data URL that stays in a record, for callers of the producer, which has no storage. */
  maxKeptCharacters: 2048,
} as const;
