import { READ_LIMITS } from "@hailuo-queue/contracts";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ChunkCost, createChunkShare } from "./chunk-share.ts";
import { createDrop } from "./drop-in-turns.ts";
import { freeBytes } from "./free-bytes.ts";

interface Reader {
  readonly socket: Socket;
  /** Node's own: hands bytes to the HTTP parser. */
  readonly parse: (bytes: Buffer) => void;
  /** What was read and is not parsed yet. */
  readonly buffered: Buffer[];
  bufferedBytes: number;
  parsedBytes: number;
  /** While it is being parsed: what Node read at once. */
  lastRead: Buffer | undefined;
  /** The same, where it is parsed in parts. */
  inParts: Buffer | undefined;
  /** The last one that was parsed; its body may be under way. */
  request: IncomingMessage | undefined;
  /** Requests whose answers are not sent yet: more than one in a pipeline. */
  unanswered: number;
  /** By Node: nobody reads the body that comes, or nobody takes the answers. */
  isPaused: boolean;
  isQueued: boolean;
  /** Its last answer is given. */
  isOver: boolean;
  /** As many as the last ones of this connection say are parsed in a millisecond. */
  pieceBytes: number;
  /** Milliseconds of parsing, of which half is forgotten each second. */
  costMs: number;
  costAt: number;
  /** Of this connection, until its caller is known; then of all of the caller's. */
  chunkCost: ChunkCost;
  readonly drop: () => void;
  readonly share: (caller: string) => void;
}

/** See READ_LIMITS. */
export type ReadLimits = { readonly [Name in keyof typeof READ_LIMITS]: number };

/** How long one piece should take to parse. */
const PIECE_MS = 1;
const HALF_FORGOTTEN_MS = 1000;
/** Connections that have cost up to 1, 4, 16, 64 ms lately, and more. */
const LEVELS = 5;
const LEVEL_TIMES = 4;
const END_OF_HEAD = "\r\n\r\n";

/**
 * On the socket itself: a WeakMap of thousands of connections that have come and gone costs the garbage collector tens
 * of milliseconds in one pause, as it looks through all of it again for each of them that it finds alive.
 */
const READER = Symbol("reader");

interface ReadSocket extends Socket {
  [READER]?: Reader;
}

function readerOf(socket: ReadSocket): Reader | undefined {
  return socket[READER];
}

/**
 * What the HTTP parser was given of a connection's bytes, and what waits for it. `lastRead`: what came together with
 * the piece that it looks at.
 */
export function readingOf(socket: Socket): Readonly<Pick<Reader, "parsedBytes" | "bufferedBytes" | "lastRead">> {
  return readerOf(socket) ?? { parsedBytes: socket.bytesRead, bufferedBytes: 0, lastRead: undefined };
}

/**
 * Nothing more of a connection reaches the HTTP parser: its last answer is given. What still comes is read slowly, and
 * dropped.
 */
export function dropWhatComes(socket: Socket): void {
  readerOf(socket)?.drop();
}

/** From here on the chunks of this connection count with those of all connections of its caller. */
export function shareChunkCost(socket: Socket, caller: string): void {
  readerOf(socket)?.share(caller);
}

/**
 * Makes all connections of a server share a part of each turn of the event loop. Node reads up to 2 MB of a connection
 * in one turn and parses it at once: 350,000 chunks of one byte, or 70,000 requests in a pipeline, and that for every
 * connection. Here the bytes wait in pieces, and a connection that has cost little lately comes before the others: a
 * flood waits behind itself. A piece ends with the head of a request, and a body that is long or in chunks waits until
 * it is asked for: of one that is refused nothing is parsed, and little of one that is refused at its beginning.
 *
 * @param now A clock in milliseconds.
 */
export function readInTurns(
  server: Server,
  limits: ReadLimits = READ_LIMITS,
  now: () => number = () => performance.now(),
): void {
  const levels: Reader[][] = Array.from({ length: LEVELS }, () => []);
  let turnEndsAt: number | undefined;
  let pieces = 0;
  let bufferedBytes = 0;
  const dropInTurns = createDrop();
  const chunkShare = createChunkShare(limits, now);
  /** In the middle of a body in chunks, of callers whose chunks have cost much lately. */
  const costlyChunks: Reader[] = [];
  let wakeTimer: NodeJS.Timeout | undefined;

  function enqueue(reader: Reader): void {
    if (reader.isQueued || reader.isPaused || reader.buffered.length === 0 || reader.unanswered > limits.mostUnanswered)
      return;
    reader.isQueued = true;
    const line =
      isInChunks(reader) && chunkShare.hasCostMuch(reader.chunkCost)
        ? costlyChunks
        : levels[levelOf(costOf(reader, now()))];
    line?.push(reader);
    if (turnEndsAt === undefined) beginTurn();
  }

  function beginTurn(): void {
    turnEndsAt = now() + limits.turnMs;
    setImmediate(nextTurn);
  }

  /** Runs once the sockets were read. */
  function nextTurn(): void {
    turnEndsAt = undefined;
    const waitMs = costlyChunks.length > 0 ? chunkShare.waitMs() : Infinity;
    if (waitMs === 0 || levels.some(isFilled)) {
      beginTurn();
      readOn();
    } else if (waitMs < Infinity) wakeTimer ??= setTimeout(wake, waitMs);
  }

  function wake(): void {
    wakeTimer = undefined;
    if (turnEndsAt === undefined) beginTurn();
  }

  function readOn(): void {
    const later: Reader[] = [];
    while (turnEndsAt !== undefined && now() < turnEndsAt) {
      const reader = takeNext();
      if (reader === undefined) break;
      reader.isQueued = false;
      parsePiece(reader);
      if (reader.buffered.length > 0) {
        // Whoever reads the body looks at this piece first: it may want no other.
        if (isUnread(reader)) later.push(reader);
        else enqueue(reader);
      } else if (!reader.isPaused) resumeStream(reader.socket);
    }
    for (const reader of later) enqueue(reader);
  }

  function takeNext(): Reader | undefined {
    pieces += 1;
    const lines = costlyChunks.length > 0 && chunkShare.waitMs() === 0 ? [...levels, costlyChunks] : levels;
    const isTurnOfCostly = pieces % limits.costlyOneIn === 0;
    return (isTurnOfCostly ? lines.findLast(isFilled) : lines.find(isFilled))?.shift();
  }

  function parsePiece(reader: Reader): void {
    const [bytes] = reader.buffered;
    if (bytes === undefined || reader.socket.destroyed) return;
    const piece = nextPiece(reader, bytes);
    if (piece.length === bytes.length) reader.buffered.shift();
    else reader.buffered[0] = bytes.subarray(piece.length);
    reader.bufferedBytes -= piece.length;
    bufferedBytes -= piece.length;
    reader.parsedBytes += piece.length;
    const isWhole = reader.inParts === undefined && piece.length === bytes.length;
    if (!isWhole) reader.inParts ??= bytes;
    reader.lastRead ??= bytes;
    const wasInChunks = isInChunks(reader);
    const beganAt = now();
    // A part as a copy: whoever keeps the few bytes that it was handed does not keep all that was read with them.
    reader.parse(isWhole ? piece : Buffer.from(piece));
    const tookMs = now() - beganAt;
    if (wasInChunks) chunkShare.pay(reader.chunkCost, tookMs);
    if (piece.length === bytes.length) {
      freeParts(reader);
      reader.lastRead = undefined;
    }
    reader.costMs = costOf(reader, beganAt) + tookMs;
    reader.costAt = beganAt;
    const fitting = Math.floor((piece.length * PIECE_MS) / Math.max(tookMs, PIECE_MS / 2));
    reader.pieceBytes = Math.min(limits.mostPieceBytes, Math.max(limits.leastPieceBytes, fitting));
  }

  function waitsUntilAsked({ headers }: IncomingMessage): boolean {
    return (
      headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > limits.unaskedBodyBytes
    );
  }

  function forget(reader: Reader): void {
    bufferedBytes -= reader.bufferedBytes;
    reader.bufferedBytes = 0;
    freeParts(reader);
    for (const bytes of reader.buffered) freeBytes(bytes);
    reader.buffered.length = 0;
    reader.lastRead = undefined;
  }

  server.on("connection", (socket: ReadSocket) => {
    const [parse] = socket.listeners("data") as ((bytes: Buffer) => void)[];
    if (parse === undefined) return;
    const take = (bytes: Buffer): void => {
      reader.buffered.push(bytes);
      reader.bufferedBytes += bytes.length;
      bufferedBytes += bytes.length;
      enqueue(reader);
      readOn();
      if (reader.buffered.length > 0) pauseStream(socket);
      // The one that has cost most makes room.
      if (bufferedBytes > limits.maxBufferedBytes)
        (isFilled(costlyChunks) ? costlyChunks : levels.findLast(isFilled))?.shift()?.socket.destroy();
    };
    const drop = (): void => {
      if (reader.isOver) return;
      reader.isOver = true;
      forget(reader);
      socket.pause = socket.resume = () => socket;
      socket.removeListener("data", take);
      dropInTurns(socket);
    };
    const share = (caller: string): void => void (reader.chunkCost = chunkShare.ofCaller(caller));
    const reader = openReader({ socket, parse, drop, share }, limits, now());
    socket[READER] = reader;
    socket.removeListener("data", parse);
    socket.on("data", take);
    socket.pause = () => {
      reader.isPaused = true;
      return pauseStream(socket);
    };
    socket.resume = () => {
      reader.isPaused = false;
      if (reader.buffered.length === 0) return resumeStream(socket);
      enqueue(reader);
      return socket;
    };
    socket.once("close", () => forget(reader));
  });
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const reader = readerOf(request.socket);
    if (reader === undefined || reader.request === request) return;
    reader.request = request;
    // Whoever reads the body sets it going: Node asks for `resume` then.
    if (waitsUntilAsked(request)) reader.isPaused = true;
    reader.unanswered += 1;
    response.once("close", () => {
      reader.unanswered -= 1;
      enqueue(reader);
    });
  });
  // From here on Node's parser serves another connection.
  server.on("connect", (_request, socket: Duplex) => {
    const reader = socket instanceof Socket ? readerOf(socket) : undefined;
    if (reader === undefined) return;
    reader.socket.removeAllListeners("data");
    forget(reader);
  });
}

/** A head ends its piece: what follows is parsed once it is known what that head asks for. */
function nextPiece({ pieceBytes, request }: Reader, bytes: Buffer): Buffer {
  const most = bytes.subarray(0, pieceBytes);
  if (request?.complete === false) return most;
  const end = most.indexOf(END_OF_HEAD);
  return end === -1 ? most : most.subarray(0, end + END_OF_HEAD.length);
}

function openReader(
  parts: Pick<Reader, "socket" | "parse" | "drop" | "share">,
  { leastPieceBytes }: ReadLimits,
  costAt: number,
): Reader {
  return {
    ...parts,
    buffered: [],
    bufferedBytes: 0,
    parsedBytes: 0,
    lastRead: undefined,
    inParts: undefined,
    request: undefined,
    unanswered: 0,
    isPaused: false,
    isQueued: false,
    isOver: false,
    pieceBytes: leastPieceBytes,
    costMs: 0,
    costAt,
    chunkCost: { ms: 0, at: costAt },
  };
}

/** Nobody else has a view of it: the parser was given copies. */
function freeParts(reader: Reader): void {
  if (reader.inParts !== undefined) freeBytes(reader.inParts);
  reader.inParts = undefined;
}

function isInChunks({ request }: Reader): boolean {
  return request?.complete === false && request.headers["transfer-encoding"] !== undefined;
}

/** What was parsed of a body waits to be read. */
function isUnread({ request }: Reader): boolean {
  return request?.complete === false && request.readableLength > 0;
}

function costOf({ costMs, costAt }: Reader, at: number): number {
  return costMs * 0.5 ** ((at - costAt) / HALF_FORGOTTEN_MS);
}

function levelOf(costMs: number): number {
  return Math.min(LEVELS - 1, Math.max(0, Math.ceil(Math.log(costMs) / Math.log(LEVEL_TIMES))));
}

function isFilled({ length }: readonly Reader[]): boolean {
  return length > 0;
}

function pauseStream(socket: Socket): Socket {
  return Socket.prototype.pause.call(socket);
}

function resumeStream(socket: Socket): Socket {
  return Socket.prototype.resume.call(socket);
}
