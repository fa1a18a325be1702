import type { RedisClient } from "./connection.ts";

/** A Lua script, and how its reply is read. */
export interface ScriptOptions<Reply, Parsed> {
  /** The command's name on the client, unique in a process. */
  readonly name: string;
  readonly lua: string;
  /** Turns Redis's reply into a value. */
  readonly parse: (reply: Reply) => Parsed;
}

/** Runs a script. On a Cluster all `keys` must be in one slot. */
export type ScriptRunner<Parsed> = (
  redis: RedisClient,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<Parsed>;

type DefinedCommand = (keyCount: number, ...rest: (string | number)[]) => Promise<unknown>;

/** A Lua script as a typed call: EVALSHA, and EVAL when the server does not know it yet (ioredis does both). */
export function defineScript<Reply, Parsed>({ name, lua, parse }: ScriptOptions<Reply, Parsed>): ScriptRunner<Parsed> {
  return async (redis, keys, args) => {
    const commands = redis as unknown as Record<string, DefinedCommand | undefined>;
    if (commands[name] === undefined) redis.defineCommand(name, { lua });
    const command = commands[name] as DefinedCommand;
    return parse((await command.call(redis, keys.length, ...keys, ...args)) as Reply);
  };
}
