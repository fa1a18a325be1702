import { readFileSync } from "node:fs";
import type { RedisClient } from "./connection.ts";

export interface ScriptOptions<Reply, Parsed> {
  /** The command's name on the client, unique in a process. */
  readonly name: string;
  /** The script's file. */
  readonly file: URL;
  /** A folder, with a slash at its end: lines `--- @include "part"` of the script are replaced by its part.lua. */
  readonly includes?: URL;
  /** Turns Redis's reply into a value. */
  readonly parse: (reply: Reply) => Parsed;
}

export type ScriptRunner<Parsed> = (redis: RedisClient, keys: readonly string[], args: readonly (string | number)[]) => Promise<Parsed>;

type DefinedCommand = (keyCount: number, ...rest: (string | number)[]) => Promise<unknown>;

/** A Lua script as a typed call: EVALSHA, and EVAL when the server does not know it yet (ioredis does both). */
export function defineScript<Reply, Parsed>(options: ScriptOptions<Reply, Parsed>): ScriptRunner<Parsed> {
  const lua = readScript(options);
  return async (redis, keys, args) => {
    const commands = redis as unknown as Record<string, DefinedCommand | undefined>;
    if (commands[options.name] === undefined) redis.defineCommand(options.name, { lua });
    const command = commands[options.name] as DefinedCommand;
    return options.parse((await command.call(redis, keys.length, ...keys, ...args)) as Reply);
  };
}

function readScript({ file, includes = new URL("./", file) }: Pick<ScriptOptions<unknown, unknown>, "file" | "includes">): string {
  return readFileSync(file, "utf8").replaceAll(/^--- @include "([a-z-/]+)"$/gm, (_line, part: string) =>
    readFileSync(new URL(`${part}.lua`, includes), "utf8"),
  );
}
