import { READ_LIMITS } from "@hailuo-queue/contracts";
import type { Server, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

interface Reader {
  readonly socket: Socket;
  /** Node's own: hands bytes to the HTTP parser. */
  readonly parse: (bytes: Buffer) => void;
  /** What was read and is not parsed yet. */
  readonly held: Buffer[];
  heldBytes: number;
  parsedBytes: number;
  /** While it is being parsed: what Node read at once. */
  lastRead: Buffer | undefined;
  /** Requests whose answers are not sent yet: more than one in a pipeline. */
  unanswered: number;
  /** By Node: nobody reads the body that comes, or nobody takes the answers. */
  isPaused: boolean;
  isQueued: boolean;
  /** As many as the last ones of this connection say are parsed in a millisecond. */
  pieceBytes: number;
  /** Milliseconds of parsing, of which half is forgotten each second. */
  costMs: number;
  costAt: number;
}

export type ReadLimits = { readonly [Name in keyof typeof READ_LIMITS]: number };

/** How long one piece should take to parse. */
const PIECE_MS = 1;
const HALF_FORGOTTEN_MS = 1000;
/** Connections that have cost up to 1, 4, 16, 64 ms lately, and more. */
const LEVELS = 5;
const LEVEL_TIMES = 4;

const readers = new WeakMap<Socket, Reader>();

/** What the HTTP parser was given of a connection's bytes, and what waits for it. `lastRead`: what came together with the piece that it looks at. */
export function readingOf(socket: Socket): Readonly<Pick<Reader, "parsedBytes" | "heldBytes" | "lastRead">> {
  return readers.get(socket) ?? { parsedBytes: socket.bytesRead, heldBytes: 0, lastRead: undefined };
}

/**
 * Makes all connections of a server share a part of each turn of the event loop. Node reads up to 2 MB of a connection in one turn and
 * parses it at once: 350,000 chunks of one byte, or 70,000 requests in a pipeline, and that for every connection. Here the bytes wait in
 * pieces, and a connection that has cost little lately comes before the others: a flood waits behind itself.
 *
 * @param now A clock in milliseconds.
 */
export function readInTurns(server: Server, limits: ReadLimits = READ_LIMITS, now: () => number = () => performance.now()): void {
  const levels: Reader[][] = Array.from({ length: LEVELS }, () => []);
  let turnEndsAt: number | undefined;
  let pieces = 0;
  let heldBytes = 0;

  function enqueue(reader: Reader): void {
    if (reader.isQueued || reader.isPaused || reader.held.length === 0 || reader.unanswered > limits.mostUnanswered) return;
    reader.isQueued = true;
    levels[levelOf(costOf(reader, now()))]?.push(reader);
    if (turnEndsAt === undefined) beginTurn();
  }

  function beginTurn(): void {
    turnEndsAt = now() + limits.turnMs;
    setImmediate(nextTurn);
  }

  /** Runs once the sockets were read. */
  function nextTurn(): void {
    turnEndsAt = undefined;
    if (!levels.some(isFilled)) return;
    beginTurn();
    readOn();
  }

  function readOn(): void {
    while (turnEndsAt !== undefined && now() < turnEndsAt) {
      const reader = takeNext();
      if (reader === undefined) return;
      reader.isQueued = false;
      parsePiece(reader);
      if (reader.held.length > 0) enqueue(reader);
      else if (!reader.isPaused) resumeStream(reader.socket);
    }
  }

  function takeNext(): Reader | undefined {
    pieces += 1;
    const isTurnOfCostly = pieces % limits.costlyOneIn === 0;
    return (isTurnOfCostly ? levels.findLast(isFilled) : levels.find(isFilled))?.shift();
  }

  function parsePiece(reader: Reader): void {
    const [bytes] = reader.held;
    if (bytes === undefined || reader.socket.destroyed) return;
    const piece = bytes.subarray(0, reader.pieceBytes);
    if (piece.length === bytes.length) reader.held.shift();
    else reader.held[0] = bytes.subarray(piece.length);
    reader.heldBytes -= piece.length;
    heldBytes -= piece.length;
    reader.parsedBytes += piece.length;
    reader.lastRead ??= bytes;
    const beganAt = now();
    reader.parse(piece);
    const tookMs = now() - beganAt;
    if (piece.length === bytes.length) reader.lastRead = undefined;
    reader.costMs = costOf(reader, beganAt) + tookMs;
    reader.costAt = beganAt;
    const fitting = Math.floor((piece.length * PIECE_MS) / Math.max(tookMs, PIECE_MS / 2));
    reader.pieceBytes =
      reader.unanswered > limits.mostUnanswered
        ? limits.pipelinePieceBytes
        : Math.min(limits.mostPieceBytes, Math.max(limits.leastPieceBytes, fitting));
  }

  function forget(reader: Reader): void {
    heldBytes -= reader.heldBytes;
    reader.heldBytes = 0;
    reader.held.length = 0;
    reader.lastRead = undefined;
  }

  server.on("connection", (socket: Socket) => {
    const [parse] = socket.listeners("data") as ((bytes: Buffer) => void)[];
    if (parse === undefined) return;
    const reader = openReader(socket, parse, limits, now());
    readers.set(socket, reader);
    socket.removeListener("data", parse);
    socket.on("data", (bytes: Buffer) => {
      reader.held.push(bytes);
      reader.heldBytes += bytes.length;
      heldBytes += bytes.length;
      enqueue(reader);
      readOn();
      if (reader.held.length > 0) pauseStream(socket);
      // The one that has cost most makes room.
      if (heldBytes > limits.maxHeldBytes) levels.findLast(isFilled)?.shift()?.socket.destroy();
    });
    socket.pause = () => {
      reader.isPaused = true;
      return pauseStream(socket);
    };
    socket.resume = () => {
      reader.isPaused = false;
      if (reader.held.length === 0) return resumeStream(socket);
      enqueue(reader);
      return socket;
    };
    socket.once("close", () => forget(reader));
  });
  server.on("request", ({ socket }, response: ServerResponse) => {
    const reader = readers.get(socket);
    if (reader === undefined) return;
    reader.unanswered += 1;
    response.once("close", () => {
      reader.unanswered -= 1;
      enqueue(reader);
    });
  });
  // From here on Node's parser serves another connection.
  server.on("connect", (_request, socket: Duplex) => {
    const reader = socket instanceof Socket ? readers.get(socket) : undefined;
    if (reader === undefined) return;
    reader.socket.removeAllListeners("data");
    forget(reader);
  });
}

function openReader(socket: Socket, parse: Reader["parse"], { leastPieceBytes }: ReadLimits, costAt: number): Reader {
  return {
    socket,
    parse,
    held: [],
    heldBytes: 0,
    parsedBytes: 0,
    lastRead: undefined,
    unanswered: 0,
    isPaused: false,
    isQueued: false,
    pieceBytes: leastPieceBytes,
    costMs: 0,
    costAt,
  };
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
