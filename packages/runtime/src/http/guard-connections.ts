import { CONNECTION_LIMITS } from "@hailuo-queue/contracts";
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { callerAddress } from "./caller-address.ts";
import { closeGently } from "./close-gently.ts";
import { shareChunkCost } from "./read-in-turns.ts";

/** See CONNECTION_LIMITS. */
export type ConnectionLimits = { readonly [Name in keyof typeof CONNECTION_LIMITS]: number };

/**
 * Limits what connections cost. A caller that has shown a key or password keeps its connection when those of others
 * are closed.
 */
export interface ConnectionGuard {
  /** Bounds a server's connections; those of several servers are counted together. */
  attach(server: Server): void;
  /**
   * The caller on this connection has shown who it is. What the chunks of its bodies cost counts for all connections of
   * the same `caller`.
   */
  known(socket: Socket, caller?: string): void;
}

interface Connection {
  readonly address: string;
  /** The last one that was parsed. */
  request?: IncomingMessage;
  /** Of an answer that waits to be read. */
  unread?: { readonly taken: number; readonly look: number } | undefined;
}

/** How often unread answers are looked at, in each of their windows. */
const LOOKS = 10;
/** Of the most connections: from here on idle ones are closed. */
const CROWDED = 0.9;

/**
 * Bounds what connections cost: how many there are in all, and of callers that nobody knows; how long headers, silence
 * and unread answers may take. A connection is closed gently where a request was refused before all of it was sent.
 */
export function createConnectionGuard(limits: ConnectionLimits = CONNECTION_LIMITS): ConnectionGuard {
  /** Not a WeakMap, for the reason given at READER in read-in-turns.ts. */
  const open = new Map<Socket, Connection>();
  const unknown = new Set<Socket>();
  const unknownAt = new Map<string, Set<Socket>>();
  let looks = 0;

  function forget(socket: Socket): void {
    unknown.delete(socket);
    const address = open.get(socket)?.address ?? "";
    const others = unknownAt.get(address);
    others?.delete(socket);
    if (others?.size === 0) unknownAt.delete(address);
  }

  /** The one that has shown nothing for longest: whoever has a key shows it within milliseconds. */
  function closeOldest(sockets: ReadonlySet<Socket>): void {
    const [oldest] = sockets;
    if (oldest === undefined) return;
    forget(oldest);
    oldest.destroy();
  }

  function admit(server: Server, socket: Socket): void {
    const address = callerAddress(socket.remoteAddress);
    const others = unknownAt.get(address) ?? new Set();
    if (others.size >= limits.maxUnknownPerAddress) closeOldest(others);
    if (unknown.size >= limits.maxUnknown) closeOldest(unknown);
    const connection: Connection = { address };
    unknownAt.set(address, others.add(socket));
    unknown.add(socket);
    open.set(socket, connection);
    if (open.size > limits.maxOpen * CROWDED) server.closeIdleConnections();
    socket.once("close", () => {
      forget(socket);
      open.delete(socket);
    });
    // Node calls it when an answer with `Connection: close` was written.
    const closeAtOnce = socket.destroySoon.bind(socket);
    socket.destroySoon = () => {
      if (connection.request?.complete === false) closeGently(socket, limits.lingerMs);
      else closeAtOnce();
    };
  }

  /** By looks and not by the clock: while this process stands still, nobody can be seen to read. */
  function lookAtUnread(): void {
    looks += 1;
    for (const [socket, connection] of open) {
      const waiting = socket.writableLength;
      const taken = socket.bytesWritten - waiting;
      const before = connection.unread;
      if (waiting === 0) connection.unread = undefined;
      else if (before === undefined || taken - before.taken >= limits.unreadLeastBytes)
        connection.unread = { taken, look: looks };
      else if (looks - before.look >= LOOKS) socket.destroy();
    }
  }

  return {
    known(socket, caller) {
      forget(socket);
      if (caller !== undefined) shareChunkCost(socket, caller);
    },
    attach(server) {
      server.maxConnections = limits.maxOpen;
      server.headersTimeout = limits.headersMs;
      // Bodies have their own times, by what they are.
      server.requestTimeout = 0;
      server.keepAliveTimeout = limits.keepAliveMs;
      server.maxRequestsPerSocket = limits.requestsPerConnection;
      server.setTimeout(limits.silenceMs);
      server.on("connection", (socket: Socket) => admit(server, socket));
      server.on("request", (request) => {
        const connection = open.get(request.socket);
        if (connection !== undefined) connection.request = request;
      });
      const timer = setInterval(lookAtUnread, limits.unreadWindowMs / LOOKS);
      timer.unref();
      server.once("close", () => clearInterval(timer));
    },
  };
}
