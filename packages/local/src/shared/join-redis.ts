import { mkdir, realpath } from "node:fs/promises";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { errorMessage, InvalidInputError, UnavailableError } from "@hailuo-queue/contracts/errors";
import { createRunningTime } from "@hailuo-queue/outbound/running-time";
import { claimDirectory } from "../directory-claim.ts";
import type { FoundServer } from "../found-server.ts";
import { readState, redisUrl } from "../redis-state-file.ts";
import { type KeeperLine, onLines, type RedisUser, sendLine } from "./keeper-lines.ts";
import { connectKeeper, keeperSocketPath } from "./keeper-socket.ts";
import { startKeeper } from "./start-keeper.ts";
import { unusableFolder } from "./unusable-folder.ts";

/** Which folder's Redis is used, by what, and how a server is found if none runs there yet. */
export interface JoinOptions {
  /** Where its data is. */
  readonly directory: string;
  /** What uses it, in a word; shown to others. */
  readonly what: string;
  /** Called when no Redis runs there. */
  readonly findServer: () => Promise<FoundServer>;
  /** Of which the keeper gets the few names that programs need to start. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log?: (line: string) => void;
}

/** A Redis on 127.0.0.1 that belongs to a folder: it runs while one of its users does, whoever started it. */
export interface SharedRedis extends AsyncDisposable {
  /** With the password in it. */
  readonly url: string;
  readonly directory: string;
  /** Whether it was started for this process. */
  readonly isNew: boolean;
  readonly others: readonly RedisUser[];
  /** Aborts with the reason when it has ended, and could not be started again at the same address. */
  readonly lost: AbortSignal;
  /**
   * Leaves it. The last one to leave waits for its end: what was acknowledged is on disk, and nothing runs any more.
   * Safe to call twice.
   */
  close(): Promise<void>;
}

/** A keeper that says nothing is stopped, or another program. */
const WELCOME_MS = 15_000;
/** Reading a large file of data takes about 1 s for 100 MB. */
const READY_MS = 320_000;
/** Another process starts it: that may fetch a server first. */
const MOST_LOOKS = 6000;
const NEXT_LOOK_MS = 50;
/** A keeper that was met while it ended, or was killed. */
const MOST_STARTS = 20;

/**
 * Joins the Redis of a folder, and starts it where none runs: of those that come at the same time one does. When its
 * keeper is killed, those that use it start another one at the same address: they see Redis away for a moment, and go
 * on.
 * @throws InvalidInputError (`state_directory_unusable`, `directory_in_use`, `directory_replaced`) and UnavailableError
 * (`redis_not_started`, `redis_silent`).
 */
export async function joinRedis(options: JoinOptions): Promise<SharedRedis> {
  const directory = await prepareFolder(options.directory);
  const lost = new AbortController();
  let isClosing = false;
  let lease = await takeLease(directory, options);
  const { url, isNew, others } = lease;
  watch();

  function watch(): void {
    lease.socket.unref();
    lease.socket.once("close", () => void again());
  }

  async function again(): Promise<void> {
    if (isClosing) return;
    try {
      const next = await takeLease(directory, { ...options, log: () => undefined });
      lease = next;
      if (isClosing) return void next.socket.destroy();
      if (next.url !== url)
        throw new UnavailableError(
          "redis_ended",
          `The Redis in ${directory} ended, and runs elsewhere now. Run the command again.`,
        );
      watch();
    } catch (error) {
      lost.abort(
        new UnavailableError("redis_ended", `The Redis in ${directory} has ended: ${errorMessage(error)}`, {
          cause: error,
        }),
      );
    }
  }

  async function leave(): Promise<void> {
    isClosing = true;
    await leaveKeeper(lease.socket);
  }
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= leave());
  return { url, directory, isNew, others, lost: lost.signal, close, [Symbol.asyncDispose]: close };
}

interface Lease {
  readonly socket: Socket;
  readonly url: string;
  readonly isNew: boolean;
  readonly others: readonly RedisUser[];
}

async function takeLease(directory: string, options: JoinOptions): Promise<Lease> {
  const path = keeperSocketPath(directory);
  let starts = 0;
  for (let looks = 0; looks < MOST_LOOKS && starts < MOST_STARTS; looks += 1) {
    const socket = await connectKeeper(path);
    if (socket === undefined) {
      if (await startOne(directory, path, options)) starts += 1;
      else await delay(NEXT_LOOK_MS);
      continue;
    }
    const answer = await askToJoin(socket, options);
    if (answer?.type === "failed") {
      socket.destroy();
      throw failureOf(answer);
    }
    if (answer?.type === "ready") return { ...answer, socket, url: await urlIn(directory, socket) };
  }
  throw new UnavailableError(
    "redis_not_started",
    `The Redis in ${directory} did not start: it ended again and again. See its redis.log.`,
  );
}

async function urlIn(directory: string, socket: Socket): Promise<string> {
  const state = await readState(directory);
  if (state !== undefined) return redisUrl(state);
  socket.destroy();
  throw new InvalidInputError(
    "state_directory_unusable",
    `The Redis in ${directory} runs, but its address cannot be read there: the folder ` +
      "belongs to another user, or a part of it was deleted.",
  );
}

/** Of several that find nobody one starts the keeper; the others, told by false, look again. */
async function startOne(directory: string, path: string, options: JoinOptions): Promise<boolean> {
  const claimed = await claimDirectory(directory, "hailuo-start");
  if (!claimed.held) return false;
  try {
    const faster = await connectKeeper(path);
    faster?.destroy();
    if (faster !== undefined) return false;
    await startKeeper({ directory, env: options.env, server: await options.findServer() });
    return true;
  } finally {
    await claimed.claim.release();
  }
}

/** Undefined when the connection ended: that keeper is gone. */
function askToJoin(
  socket: Socket,
  { what, log }: JoinOptions,
): Promise<Extract<KeeperLine, { type: "ready" | "failed" }> | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      socket.destroy();
      reject(
        new UnavailableError(
          "redis_silent",
          "The process that keeps the folder's Redis (hailuo-redis-keeper) does not answer: " +
            "it is stopped. Continue it or kill it, and try again.",
        ),
      );
    };
    let stopWaiting = createRunningTime(WELCOME_MS).after(giveUp);
    socket.once("close", () => {
      stopWaiting();
      resolve(undefined);
    });
    let isReady = false;
    onLines<KeeperLine>(socket, (line) => {
      stopWaiting();
      if (line.type === "note") log?.(line.text);
      // It could not be started again: whoever comes back is told why.
      if (isReady && line.type === "failed") socket.destroy();
      if (isReady) return;
      isReady = line.type === "ready";
      if (line.type === "ready" || line.type === "failed") resolve(line);
      else stopWaiting = createRunningTime(READY_MS).after(giveUp);
    });
    sendLine(socket, { type: "join", user: { pid: process.pid, what } });
  });
}

function failureOf({
  kind,
  code,
  message,
}: Extract<KeeperLine, { type: "failed" }>): InvalidInputError | UnavailableError {
  return kind === "input" ? new InvalidInputError(code, message) : new UnavailableError(code, message);
}

/** The keeper hangs up: at once where others stay, else when Redis has ended. */
async function leaveKeeper(socket: Socket): Promise<void> {
  if (socket.destroyed) return;
  socket.ref();
  await new Promise<void>((resolve) => {
    const stopWaiting = createRunningTime(WELCOME_MS).after(() => socket.destroy());
    socket.once("close", () => {
      stopWaiting();
      resolve();
    });
    sendLine(socket, { type: "leave" });
  });
}

async function prepareFolder(wanted: string): Promise<string> {
  try {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    return await realpath(wanted);
  } catch (error) {
    throw unusableFolder(wanted, error);
  }
}
