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

/** Webhooks: URLs that tenants choose, and receivers that do what they like. Times in ms. */
export const WEBHOOK_LIMITS = {
  maxUrlLength: 2048,
  /** Under way at once, over all gateways, to origins of a tenant that answer. One that answers in 100 ms takes 240 a second. */
  placesOfTenant: 24,
  /** The same to its origins that did not answer lately: their waiting takes nothing from the others. */
  slowPlacesOfTenant: 8,
  /** To one origin, and to one address and port that many names may lead to: a third of the tenant's places. */
  placesOfOrigin: 8,
  placesOfAddress: 8,
  /** To an origin that did not answer lately. */
  placesOfSlowOrigin: 1,
  /** In one gateway; each holds a socket and a body. Every tenant finds a place below this: the fewer are left, the fewer one may have. */
  deliveriesAtOnce: 500,
  /** Until connection and TLS stand. */
  connectMs: 5000,
  /** From the first byte that is sent to the answer's head, whose body is not read. */
  answerMs: 15_000,
  /** An origin that takes longer counts as slow. */
  slowAnswerMs: 5000,
  /** The answer's head: a status line is enough. */
  maxAnswerHeadBytes: 16 * KIB,
  /** Answers of 1xx before the real one. */
  maxInterimAnswers: 10,
  /** The longest prompt and a dozen URLs of media stay under 64 KiB in any script. */
  maxBodyBytes: 256 * KIB,
  /** That have not ended, of one tenant; some 1 KB each. Beyond it the oldest is given up, and says so. */
  maxPending: 100_000,
  /** In the tenant's list, with what was sent; older ones that have ended are forgotten. */
  maxListed: 1000,
  /** As long as a receiver may be away and ask for a replay. */
  keepEndedMs: 7 * 24 * 60 * 60_000,
  /** Secrets that sign beside the newest, for 24 h each; more may not be made in that time. */
  maxSecretsBefore: 9,
} as const;

/** Names that tenants have us look up. */
export const LOOKUP_LIMITS = {
  /** Name servers answer in 0.1 s or have trouble. A refused target is told of after just as long, whatever the reason. */
  lookupMs: 3000,
  /** In one process; each holds a UDP socket. */
  maxAtOnce: 512,
  /** Of one tenant; as many as it has places for deliveries. */
  maxOfCaller: 32,
  /** A receiver that moves is found again within this. */
  keptMs: 30_000,
  keptFailedMs: 5000,
  /** 64 addresses each at most: some 10 MB. */
  maxKept: 1000,
  /** The largest services answer with a dozen. */
  maxAddresses: 64,
} as const;
