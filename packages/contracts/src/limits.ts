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

/** What one tenant may have us keep, beside its quotas of bytes and of unfinished generations, which a deployment chooses. */
export const TENANT_LIMITS = {
  /** One that is open waits for its caller: who has a thousand of them has forgotten some. Together they are about 1 MB of Redis. */
  maxOpenBatches: 1000,
  /** Ended ones stay for their retention, 30 days: over two a minute. Their bytes count as well. */
  maxBatches: 100_000,
  /** Results of a batch are one file and one walk; as many as a tenant may have unfinished by default. */
  maxBatchItems: 1_000_000,
  /**
   * Of what was cancelled before it was bought the last is still shown, and is against no quota: some 12,000 generations. With it a tenant takes
   * this much more of Redis than its quota, at most: a sixtieth of a Redis of 1 GB.
   */
  maxRemainsBytes: 16 * MIB,
  /** Requests whose finished video will do for an identical one (`reuse`): the last so many, 4 MB of Redis. */
  maxReusable: 10_000,
  /** Keys of the gateway that are not revoked. Each caller has one, and two while they change; all are read by one list. */
  maxApiKeys: 200,
} as const;
