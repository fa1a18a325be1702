/**
 * Everything that comes from outside has a limit: in bytes, in number, in depth and in time. All of them stand on this
 * page, each with its reason, so that a reader sees at once what a stranger can cost us. Sizes are bytes unless a name
 * says otherwise.
 */

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
/** Of one batch, and so of one table. */
const BATCH_ROWS = 1_000_000;

/**
 * JSON that a caller sends, a body or a line, after media in it were moved to storage: data URLs count for nothing
 * here.
 */
export const JSON_LIMITS = {
  /** A request has at most 7,000 characters of prompt and a dozen URLs of 2,048: under 64 KiB in any script. */
  maxBytes: 256 * KIB,
  /**
   * `subject_reference.0.image.0` is the deepest that is read; the rest is room for mistakes that deserve a sentence.
   */
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

/**
 * What a batch keeps of lines that cannot be used, until it is forgotten. Of the others only their place is kept, in a
 * bit each.
 */
export const KEPT_FAULT_LIMITS = {
  /** Of one line: the first few of what is wrong with it. */
  maxBytesOfLine: 1000,
  /** So much is kept in any case: what is wrong with the first few of many short lines. */
  freeBytes: 2 * KIB,
  /**
   * Above that no more than the bad lines themselves had, and never more than this: a person reads some hundred of
   * them.
   */
  maxBytes: 64 * KIB,
} as const;

/** What a record keeps of tries that ended in an error: a few KB, however long it goes on. */
export const ATTEMPT_LIMITS = {
  /** Of each stage, kinds of error in a row; equal ones count as one. */
  maxKept: 5,
  /** A reason of ours with what the other side said. */
  maxMessageLength: 400,
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

/** What an upload is judged by before it is read: its first bytes, and so much of it as text. */
export const SNIFF_LIMITS = {
  /** Some hundred rows. Nothing of an upload is taken before so much of it has come, or its end. */
  bytes: 16 * KIB,
  /** A table's header stands in one of so many rows; titles and blank rows may stand above it. */
  headerRows: 10,
  /** Columns that nobody knows are named in one line, this many of them. */
  namesTold: 20,
} as const;

/** What is packed (gzip, workbooks) may unfold to a thousand times its size. */
export const PACKED_LIMITS = {
  /** Of gzip, unpacked: as an upload that is not packed. */
  maxUnpackedBytes: GIB,
  /**
   * A list of prompts is a tenth of its size when packed, one that repeats itself a hundredth; no ratio is asked below
   * `freeBytes`.
   */
  maxRatio: 200,
  freeBytes: 2 * MIB,
} as const;

/** Workbooks (XLSX, ODS): zip archives, whose list of contents stands at their end, so that they are held whole. */
export const WORKBOOK_LIMITS = {
  /** As it is sent: 100,000 rows of prompts. */
  maxBytes: 16 * MIB,
  /**
   * Of one tenant's workbooks that are being read in one gateway process: one that has all that it may, with the table
   * of its texts, each of which costs some 40 bytes besides.
   */
  maxHeldOfTenant: 160 * MIB,
  /** Of all tenants: under half of the gigabyte that the gateway has in compose and charts. */
  maxHeld: 384 * MIB,
  /** Of each part of it, unpacked. The text of a sheet takes a tenth of that. */
  maxPartBytes: 256 * MIB,
  /** Texts are kept in a table of their own, which is needed while the rows are read. */
  maxSharedTextBytes: 64 * MIB,
  maxSharedTexts: 2_000_000,
  /** Files within it: pictures and charts count, too. */
  maxParts: 10_000,
  maxSheets: 1000,
  /** Of a sheet; Excel's own limit is 31. All of them are held until the one that is wanted is known. */
  maxSheetName: 1000,
  /**
   * Of its XML. A cell's text stands some ten levels deep; what is open is held, and 250 kB unfold to 85 million
   * elements.
   */
  maxXmlDepth: 64,
  /** Of one element. The root of a sheet has some twenty, a cell ten. */
  maxXmlAttributes: 256,
  /** Excel's own limit of a cell is 32,767 characters. */
  maxCellCharacters: 64 * KIB,
  /** Equal rows of ODS stand there once, with their number. */
  maxRepeats: BATCH_ROWS,
} as const;

/** One batch. */
export const BATCH_LIMITS = {
  /**
   * Results of a batch are one file and one walk; as many as a tenant may have unfinished by default. So the places of
   * all its items fit into 1,000,000 bits, and a caller cannot make the table of them large by a far place.
   */
  maxItems: BATCH_ROWS,
} as const;

/** Uploads of items: a stream that is judged while it arrives. */
export const UPLOAD_LIMITS = {
  /** Lines of 1,000 bytes for a whole batch. An upload that has more goes on in another one, with `start`. */
  maxBytes: GIB,
  /** Blank lines are skipped and cost nothing but time; a file with one after each item has as many as items. */
  maxBlankLines: BATCH_LIMITS.maxItems,
  /**
   * Under way at once: each holds some megabytes, and takes turns with the others. A tenant has enough to send a file
   * in parts.
   */
  maxOfTenant: 8,
  maxOfGateway: 64,
  /** Each custom_id of a dry run is remembered, to find those that stand there twice: about 30 MB. */
  maxDryRunItems: 200_000,
  maxDryRunBytes: 256 * MIB,
} as const;

/**
 * Chunks of a body (Transfer-Encoding: chunked): Node takes a microsecond for each, however small, so 16 KiB of the
 * smallest take 3 ms.
 */
export const CHUNK_LIMITS = {
  /** As sent: a short body may come letter by letter. */
  freeBytes: 16 * KIB,
  /**
   * Of what is sent, in content: chunks have 5 bytes around them, and a line of text in a chunk of its own has more.
   */
  leastContent: 0.5,
} as const;

/**
 * What comes behind an answer that ends its connection: read and dropped, so that the caller gets the answer and not a
 * broken connection.
 */
export const UNREAD_LIMITS = {
  /**
   * What a socket has buffered on both sides, and a little more. The connection is cut after
   * CONNECTION_LIMITS.lingerMs.
   */
  maxBytes: 4 * MIB,
} as const;

/**
 * How much a tenant's weight may be. A grant moves its tenant's turn on by the video's cost over the weight, and
 * nobody's turn comes before that of the last one served: a weight near 0 would move the turns of all to where numbers
 * have no steps left, for good.
 */
export const TENANT_WEIGHTS = { least: 0.001, most: 1_000_000 } as const;

/**
 * Seals, cancels, retries and resolves of whole batches of one tenant in one gateway process. Each may look at every
 * generation of a batch of any size.
 */
export const BATCH_WORK_LIMITS = {
  /** Under way together: other tenants' looks wait behind a page of 500 records of each. */
  atOnce: 4,
  /** Then these wait in their order; a program that seals its batches together has some dozens. */
  waiting: 100,
} as const;

/** Questions to the provider that callers cause when they say what became of a lost create. */
export const QUESTION_LIMITS = {
  /**
   * A worker that is there takes a question within milliseconds; then its place at the provider is all that it waits
   * for.
   */
  takenWithinMs: 3000,
  /**
   * In all. A call to the provider takes at most MINIMAX_TIMEOUT_MS (20 s by default), and callers hang up after 30 s.
   */
  answeredWithinMs: 25_000,
  /** Not yet taken, of all callers together; each costs a permit in a query window. */
  maxWaiting: 100,
  /** Answered at once in one process: they share the query window with the polls. */
  maxAtOnce: 5,
  /** Of one tenant in a minute: they take permits in the account's query window, which all tenants' polls need. */
  maxPerTenantMinute: 30,
  /** The provider's ids have 15 to 18 digits, or 32 hex digits. */
  maxTaskIdLength: 128,
} as const;

/** Who did what. Every number is for the whole deployment, so that no use of it can fill Redis. */
export const AUDIT_LIMITS = {
  /** In each of its streams: some months of a busy deployment, at most 20 MB each and 5 MB as a rule. */
  maxEntries: 20_000,
  /** 90 days: what auditors ask for at the end of a quarter. */
  keepMs: 90 * 24 * 60 * 60_000,
  /**
   * Of one tenant in an hour that stand with those of all others; more go into a stream of their own, where a flood
   * pushes out floods only.
   */
  maxSharedPerHour: 500,
  /** An entry's details: a change has no more settings than that. */
  maxDetails: 12,
  /** Of a detail, or an id in it; the rest is cut off. */
  maxTextLength: 200,
  /** One entry as it stands in Redis. */
  maxEntryBytes: 2048,
  /** What one read looks at, however rare what it looks for is: some 10 ms of parsing. */
  maxLookedAt: 5000,
  /** In one page. */
  maxPage: 1000,
} as const;

/** A whole request body with media as data URLs: v2 takes 64 MB in one request, of which base64 makes a third more. */
export const MEDIA_BODY_BYTES = 64 * MIB;

/**
 * Inputs of a tenant: media that it uploaded or sent within a request. Their bytes are a quota besides (`--max-bytes`).
 */
export const INPUT_LIMITS = {
  /**
   * What the provider takes as a data URL is the most that is of use: H3's 30 MB for an image, 50 for a video, 15 for a
   * recording.
   */
  maxBytes: { image: 30 * MIB, video: 50 * MIB, audio: 15 * MIB },
  /** Of each at its beginning: where a picture says how large it is. Depth maps before that may have some MB. */
  maxHeadBytes: 4 * MIB,
  /**
   * Named by one request at most: the provider takes 12, a template of ours 20. What stands behind is refused with the
   * request.
   */
  maxPerRequest: 24,
  /** Its place in the books, in Redis, counts with its content: else a million tiny ones would cost nothing. */
  bookBytes: 512,
  /** For deployments whose tenants have no quota of bytes: 50 MB of Redis. */
  maxPerTenant: 100_000,
  /**
   * Arriving at once at one gateway, of one tenant: each holds a part of its content and a connection to the storage.
   */
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

/** Webhooks: URLs that tenants choose, and receivers that do what they like. Times in ms. */
export const WEBHOOK_LIMITS = {
  maxUrlLength: 2048,
  /**
   * Under way at once, over all gateways, to origins of a tenant that answer. One that answers in 100 ms takes 240 a
   * second.
   */
  permitsOfTenant: 24,
  /** The same to its origins that did not answer lately: their waiting takes nothing from the others. */
  slowPermitsOfTenant: 8,
  /** To one origin, and to one address and port that many names may lead to: a third of the tenant's places. */
  permitsOfOrigin: 8,
  permitsOfAddress: 8,
  /** To an origin that did not answer lately. */
  permitsOfSlowOrigin: 1,
  /**
   * In one gateway; each holds a socket and a body. Every tenant finds a place below this: the fewer are left, the
   * fewer one may have.
   */
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
  /** That have not ended, of one tenant. Beyond it the oldest is given up, and says so. */
  maxPending: 100_000,
  /** The same in bytes of Redis: so many with URLs of usual length. They are no part of the tenant's quota of bytes. */
  maxPendingBytes: 80 * MIB,
  /** A tenant whose quota of bytes is smaller has no more than that for them, but this in any case. */
  leastPendingBytes: MIB,
  /** What was sent is kept of the last so many (`maxListed`), for the next attempt; a longer one is made again. */
  maxKeptBodyBytes: 16 * KIB,
  /** In the tenant's list, with what was sent; older ones that have ended are forgotten. */
  maxListed: 1000,
  /** As long as a receiver may be away and ask for a replay. */
  keepEndedMs: 7 * 24 * 60 * 60_000,
  /** Secrets that sign beside the newest, for 24 h each; more may not be made in that time. */
  maxSecretsBefore: 9,
} as const;

/** URLs that a tenant gives to a door as `callback_url`: each is asked first whether it wants to be called. */
export const CALLBACK_LIMITS = {
  /** MiniMax gives a receiver so long to echo the challenge. */
  answerMs: 3000,
  /** The echo of a challenge has some 60. */
  maxAnswerBytes: 4 * KIB,
  /** Asked at once, of one tenant in one gateway: as many as one origin gets of its webhooks. */
  asksOfTenant: 8,
  /** A URL that has echoed is not asked again within this: a thousand creates that name it ask it once. */
  keptMs: 10 * 60_000,
  /** Of all tenants, in one gateway; some 300 bytes each. */
  maxKept: 10_000,
} as const;

/** Names that tenants have us look up. */
export const LOOKUP_LIMITS = {
  /**
   * Name servers answer in 0.1 s or have trouble. A refused target is told of after just as long, whatever the reason.
   */
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

/**
 * What one tenant may have us keep, beside its quotas of bytes and of unfinished generations, which a deployment
 * chooses.
 */
export const TENANT_LIMITS = {
  /**
   * One that is open waits for its caller: who has a thousand of them has forgotten some. Together they are about 1 MB
   * of Redis.
   */
  maxOpenBatches: 1000,
  /** Ended ones stay for their retention, 30 days: over two a minute. Their bytes count as well. */
  maxBatches: 100_000,
  /**
   * Of what was cancelled before it was bought the last is still shown, and is against no quota: some 12,000
   * generations. With it a tenant takes this much more of Redis than its quota, at most: a sixtieth of a Redis of 1 GB.
   */
  maxRemainsBytes: 16 * MIB,
  /** Requests whose finished video will do for an identical one (`reuse`): the last so many, 4 MB of Redis. */
  maxReusable: 10_000,
  /**
   * Requests that are compared with those of a new batch: the last so many, some 35 bytes each. A power of two, at
   * least 4,096.
   */
  maxKnownRequests: 262_144,
  /**
   * Keys of the gateway that are not revoked. Each caller has one, and two while they change; all are read by one list.
   */
  maxApiKeys: 200,
} as const;

/** Answers that hold many things. */
export const PAGE_LIMITS = {
  /**
   * Read at the same time of one tenant: what is on the connection to Redis comes before everybody's next answer, 1 MB
   * in some 5 ms.
   */
  atOncePerTenant: 2,
  /**
   * A page ends early when its records have more, about: the largest record has some 200 KB, and a page may have 1,000.
   */
  maxBytes: 4 * MIB,
} as const;

/** Connections of a server that strangers reach: the gateway's, and the dashboard's. */
export const CONNECTION_LIMITS = {
  /**
   * A process has some 20,000 file descriptors in most set-ups, and half of them are needed for Redis, storage and
   * files.
   */
  maxOpen: 10_000,
  /**
   * Connections on which nobody has shown a key. Past it the oldest one is closed: an honest caller shows its key
   * within milliseconds.
   */
  maxUnknown: 2000,
  /**
   * The same for one address (IPv6: one /64 network). A proxy's callers share its address, so this is more than one
   * caller needs.
   */
  maxUnknownPerAddress: 256,
  /** Headers come in one packet; 10 s are four lost ones on a bad line. */
  headersMs: 10_000,
  /** Load balancers keep a connection for 60 s; one that the server closes first costs their next request. */
  keepAliveMs: 65_000,
  /**
   * Nothing moves in either direction. Event streams say something every 15 s, and no answer is held for longer than 60
   * s.
   */
  silenceMs: 120_000,
  /** So that the connections of one busy caller are spread anew among the gateways now and then. */
  requestsPerConnection: 10_000,
  /**
   * After a refusal: time for the caller to read it before its connection is cut; one on a busy machine needs seconds.
   */
  lingerMs: 5000,
  /** An answer that waits to be read: of it so many bytes have to be taken in any so long, or the connection is cut. */
  unreadWindowMs: 300_000,
  unreadLeastBytes: 64 * KIB,
} as const;

/** What is parsed of what connections send, in one turn of the event loop. */
export const READ_LIMITS = {
  /**
   * All connections together; a request that only looks needs some six turns. Node parses a microsecond for each chunk
   * of one byte.
   */
  turnMs: 2,
  /**
   * One piece at first, and the least: 350 chunks of one byte, or 60 requests in a pipeline. A request has no more, as
   * a rule.
   */
  leastPieceBytes: 2 * KIB,
  /** What Node reads at once. Bodies that are cheap to parse get there within six pieces. */
  mostPieceBytes: 64 * KIB,
  /** Every so manieth piece is of a connection that has cost most, so that it goes on beside a flood of cheap ones. */
  costlyOneIn: 4,
  /**
   * A body of announced length is parsed before anybody asks for it if it has no more than this: what the HTTP parser
   * hands on is kept until it is read. A request with the longest prompt has less in most scripts.
   */
  unaskedBodyBytes: 16 * KIB,
  /**
   * Past so many requests of one connection whose answers are under way, nothing more of it is parsed. No program in
   * use sends its next one before.
   */
  mostUnanswered: 1,
  /**
   * Of the time, for bodies in chunks of all callers who have cost more than `chunkFreeMs` by them lately: 250,000 of
   * the smallest a second.
   */
  chunkShare: 0.25,
  /** Of parsing, of which half is forgotten each second. Chunks of some kilobytes come to that at 500 MB a second. */
  chunkFreeMs: 16,
  /** Connections whose last answer is given, of which a read is dropped in one turn: some 0.2 ms. */
  droppedAtOnce: 4,
  /** Of all connections together: read, and not yet parsed. Past it the one that has cost most is closed. */
  maxBufferedBytes: 64 * MIB,
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

/**
 * How long a body may take. Nobody's body is read before its caller is known and its announced length is not too large.
 */
export const BODY_TIMES = {
  /** A JSON body is a few packets. */
  jsonMs: 10_000,
  /**
   * Added for each second that a body of the announced length (or, unannounced, of the largest allowed) takes on so
   * slow a line.
   */
  jsonLeastBytesPerSecond: 8 * KIB,
  /**
   * A stream of items may be of any length, but in any such window it has to bring so many bytes a second on average.
   */
  streamWindowMs: 20_000,
  streamLeastBytesPerSecond: KIB,
} as const;

/** What a caller holds open in one gateway process. */
export const STREAM_LIMITS = {
  /**
   * Event streams, result files, uploads and calls that wait, of one tenant: each holds a connection and some memory.
   */
  perTenant: 1000,
  /** Readers of one signed link, whoever they are: a link may be passed on. */
  perLink: 100,
} as const;

/**
 * Keys that do not fit. A key has 256 random bits and cannot be guessed: the limit is for what a look-up costs Redis.
 */
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
  /**
   * At once: a person who mistypes; then one in 20 s: 4,320 a day, which finds no password of six random letters in 100
   * years.
   */
  perAddress: 10,
  perAddressPerSecond: 1 / 20,
  /** Of all addresses together. Past it an address that has not failed lately still has its first try. */
  inAll: 100,
  inAllPerSecond: 1,
  /**
   * A browser that was let in before has tries of its own, so that a stranger behind the same address cannot lock it
   * out.
   */
  knownBrowserDays: 30,
  remembered: 10_000,
} as const;

/** Of what a caller calls a batch and notes about it: about 12 KB with names of the longest. */
export const LABEL_LIMITS = {
  /** Characters of a name. */
  nameLength: 128,
  /** Keys. */
  tags: 16,
  /** Characters of a key, of tags and of metadata. */
  keyLength: 64,
  /** Characters of a tag's value. */
  tagLength: 128,
  /** Keys. */
  metadata: 32,
  /** Characters of a text in it. */
  metadataLength: 256,
} as const;
