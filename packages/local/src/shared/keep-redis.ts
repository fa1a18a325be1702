import type { Server, Socket } from "node:net";
import { errorMessage, HailuoError, InvalidInputError, UnavailableError } from "@hailuo-queue/contracts/errors";
import { createRunningTime } from "@hailuo-queue/outbound/running-time";
import type { FolderIdentity } from "./folder-identity.ts";
import { type KeeperLine, onLines, type RedisUser, sendLine, type UserLine } from "./keeper-lines.ts";

/** A server that runs, as the keeper sees it. */
export interface KeptRedis {
  readonly exited: Promise<void>;
  /** `comesBack`: others look for it where it was. */
  close(how?: { readonly comesBack: boolean }): Promise<void>;
}

export interface KeepOptions {
  /** Where its users come. */
  readonly door: Server;
  /** Starts Redis on the folder; called again when it ended by itself, and then at the same address. */
  readonly start: (note: (text: string) => void) => Promise<KeptRedis>;
  readonly folder: FolderIdentity;
}

export interface Keeping {
  /** Resolves when Redis has ended, with the last of its users or by `end`. */
  readonly ended: Promise<void>;
  /** Ends it in spite of its users. */
  end(): void;
}

/** Whoever started the keeper comes at once, unless it was killed meanwhile. */
const NOBODY_CAME_MS = 10_000;
/** One that ends by itself again and again is not started for ever. */
const MOST_STARTS = 5;

/** Keeps a Redis for as long as somebody is connected: the state of one keeper process. */
export function keepRedis({ door, start, folder }: KeepOptions): Keeping {
  const users = new Map<Socket, RedisUser>();
  let redis: KeptRedis | undefined;
  let failure: KeeperLine | undefined;
  let starter: Socket | undefined;
  let isWaitOver = false;
  let isEnding = false;
  let finish: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => (finish = resolve));

  const stopWaiting = createRunningTime(NOBODY_CAME_MS).after(() => {
    isWaitOver = true;
    endIfUnused();
  });
  door.on("connection", (socket) => {
    onLines<UserLine>(socket, (line) => (line.type === "join" ? void join(socket, line.user) : leave(socket)));
    socket.once("close", () => leave(socket));
    if (isEnding) sendLine(socket, { type: "ending" });
  });
  const running = run();

  async function join(socket: Socket, user: RedisUser): Promise<void> {
    if (isEnding) return;
    stopWaiting();
    isWaitOver = true;
    starter ??= socket;
    users.set(socket, user);
    sendLine(socket, { type: "welcome", pid: process.pid });
    if (!(await folder.isStillThere())) sendLine(socket, replacedLine(folder.path, othersOf(socket)));
    else if (failure !== undefined) sendLine(socket, failure);
    else if (redis !== undefined) sendReady(socket);
  }

  /** The last one sees its connection end when Redis has ended. */
  function leave(socket: Socket): void {
    if (users.delete(socket) && users.size > 0) socket.destroy();
    endIfUnused();
  }

  function endIfUnused(): void {
    if (users.size === 0 && isWaitOver && (redis ?? failure) !== undefined) void end();
  }

  async function run(): Promise<void> {
    try {
      for (let starts = 1; !isEnding; starts += 1) {
        redis = await start((text) => tellAll({ type: "note", text }));
        for (const socket of users.keys()) sendReady(socket);
        endIfUnused();
        if (isEnding) await redis.close({ comesBack: users.size > 0 });
        await redis.exited;
        await redis.close();
        redis = undefined;
        if (starts === MOST_STARTS)
          throw new UnavailableError("redis_ended", `It ended by itself ${starts} times; see its redis.log.`);
      }
    } catch (error) {
      failure = failureLine(error);
      tellAll(failure);
      endIfUnused();
    }
  }

  async function end(): Promise<void> {
    if (isEnding) return;
    isEnding = true;
    tellAll({ type: "ending" });
    await redis?.close({ comesBack: users.size > 0 });
    await running;
    finish?.();
  }

  function othersOf(socket: Socket): readonly RedisUser[] {
    return [...users].filter(([other]) => other !== socket).map(([, user]) => user);
  }

  function sendReady(socket: Socket): void {
    sendLine(socket, { type: "ready", others: othersOf(socket), isNew: socket === starter });
  }

  function tellAll(line: KeeperLine): void {
    for (const socket of users.keys()) sendLine(socket, line);
  }

  return { ended, end: () => void end() };
}

function failureLine(error: unknown): KeeperLine {
  const kind = error instanceof InvalidInputError ? "input" : "unavailable";
  const code = error instanceof HailuoError ? error.code : "redis_not_started";
  return { type: "failed", kind, code, message: errorMessage(error) };
}

/**
 * A second Redis on a folder of the same name would be one too many, and the first one writes where nobody finds it.
 */
function replacedLine(path: string, others: readonly RedisUser[]): KeeperLine {
  const whose = others.length === 0 ? "" : ` by ${describeUsers(others)}`;
  const message =
    `${path} was deleted or replaced while its Redis is in ` + `use${whose}. Stop what uses it, and start again.`;
  return { type: "failed", kind: "input", code: "directory_replaced", message };
}

/** `run (pid 4711), dashboard (pid 4712)`; the first five. */
export function describeUsers(users: readonly RedisUser[]): string {
  const named = users.slice(0, 5).map(({ what, pid }) => `${what} (pid ${pid})`);
  return users.length > 5 ? `${named.join(", ")} and ${users.length - 5} more` : named.join(", ");
}
