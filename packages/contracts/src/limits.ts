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

/** Connections of a server that strangers reach: the gateway's, and the dashboard's. */
export const CONNECTION_LIMITS = {
  /** A process has some 20,000 file descriptors in most set-ups, and half of them are needed for Redis, storage and files. */
  maxOpen: 10_000,
  /** Connections on which nobody has shown a key. Past it the oldest one is closed: an honest caller shows its key within milliseconds. */
  maxUnknown: 2000,
  /** The same for one address (IPv6: one /64 network). A proxy's callers share its address, so this is more than one caller needs. */
  maxUnknownPerAddress: 256,
  /** Headers come in one packet; 10 s are four lost ones on a bad line. */
  headersMs: 10_000,
  /** Load balancers keep a connection for 60 s; one that the server closes first costs their next request. */
  keepAliveMs: 65_000,
  /** Nothing moves in either direction. Event streams say something every 15 s, and no answer is held for longer than 60 s. */
  silenceMs: 120_000,
  /** So that the connections of one busy caller are spread anew among the gateways now and then. */
  requestsPerConnection: 10_000,
  /** After a refusal: time for the caller to read it before its connection is cut. */
  lingerMs: 1000,
  /** An answer that waits to be read: of it so many bytes have to be taken in any so long, or the connection is cut. */
  unreadWindowMs: 300_000,
  unreadLeastBytes: 64 * KIB,
} as const;

/** A request before its body. */
export const REQUEST_LIMITS = {
  /** All headers and the URL together, as Node and most proxies have it. */
  headerBytes: 16 * KIB,
  /** A browser sends some 20, a chain of proxies adds ten. */
  headers: 100,
  /** The longest of use is a signed link with 400. */
  urlBytes: 4 * KIB,
  /** One name in the path: ids have at most 128 characters. */
  parameterLength: 200,
  /** The longest list of the API has five. */
  queryParameters: 50,
  /** A DNS name has at most 253 characters, and a port five. */
  hostLength: 260,
} as const;

/** How long a body may take. Nobody's body is read before its caller is known and its announced length is not too large. */
export const BODY_TIMES = {
  /** A JSON body is a few packets. */
  jsonMs: 10_000,
  /** Added for each second that a body of the announced length (or, unannounced, of the largest allowed) takes on so slow a line. */
  jsonLeastBytesPerSecond: 8 * KIB,
  /** A stream of items may be of any length, but in any such window it has to bring so many bytes a second on average. */
  streamWindowMs: 20_000,
  streamLeastBytesPerSecond: KIB,
} as const;

/** What a caller holds open in one gateway process. */
export const STREAM_LIMITS = {
  /** Event streams, result files, uploads and calls that wait, of one tenant: each holds a connection and some memory. */
  perTenant: 1000,
  /** Readers of one signed link, whoever they are: a link may be passed on. */
  perLink: 100,
} as const;

/** Keys that do not fit. A key has 256 random bits and cannot be guessed: the limit is for what a look-up costs Redis. */
export const WRONG_KEY_LIMITS = {
  /** At once, then so many a second, of one address (IPv6: one /64 network). */
  perAddress: 500,
  perAddressPerSecond: 20,
  /** Of all addresses together, in one process. */
  inAll: 2000,
  inAllPerSecond: 100,
  /** Of one key id whose address has used up its own: the id exists, the secret does not fit. */
  perKey: 50,
  perKeyPerSecond: 5,
  /** How old the list of existing key ids may be by which the others are told apart. */
  idsMs: 2000,
  /** Addresses and key ids that are remembered; past it the oldest is forgotten. */
  remembered: 10_000,
} as const;

/** Guesses of the dashboard's password. */
export const LOGIN_LIMITS = {
  /** At once: a person who mistypes; then one in 20 s: 4,320 a day, which finds no password of six random letters in 100 years. */
  perAddress: 10,
  perAddressPerSecond: 1 / 20,
  /** Of all addresses together. Past it an address that has not failed lately still has its first try. */
  inAll: 100,
  inAllPerSecond: 1,
  /** A browser that was let in before has tries of its own, so that a stranger behind the same address cannot lock it out. */
  knownBrowserDays: 30,
  remembered: 10_000,
} as const;
