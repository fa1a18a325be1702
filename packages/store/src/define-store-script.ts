import { defineScript, type RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "./keys.ts";
import { nameKeys } from "./name-keys.ts";
import { readLua } from "./read-lua.ts";

export interface StoreScriptOptions<Reply, Parsed> {
  /** The command's name on the client, unique in a process. */
  readonly name: string;
  /** Of the script, below `lua/` and without `.lua`: `records/submit`. */
  readonly file: string;
  /** Turns Redis's reply into a value. */
  readonly parse: (reply: Reply) => Parsed;
}

/**
 * `places`: the keys that the script's title page lists, which the caller picks; the deployment's own come behind them
 * by themselves.
 */
export type StoreScriptRunner<Parsed> = (
  redis: RedisClient,
  keys: RedisKeys,
  places: readonly string[],
  args: readonly (string | number)[],
) => Promise<Parsed>;

/**
 * A script of this room, with what it includes of `lua/` by lines `--- @include "folder/part"`.
 *
 * Lua names keys by the same page as TypeScript (keys.ts): `key_of.states` is a key, `key_of.batch_members(id)` one
 * that depends on what only the script knows. Each name that the text uses comes in KEYS, behind the caller's; for
 * those that depend on data the root of the deployment does, whose hash tag keeps them in the same slot of a Cluster.
 * `PLACES` is the number of the caller's keys. Throws for a name that is not on the page.
 */
export function defineStoreScript<Reply, Parsed>({
  name,
  file,
  parse,
}: StoreScriptOptions<Reply, Parsed>): StoreScriptRunner<Parsed> {
  const text = readScript(file);
  const { prelude, fixed, needsRoot } = nameKeys(text, file);
  const run = defineScript({ name, lua: prelude + text, parse });
  return (redis, keys, places, args) =>
    run(redis, [...places, ...fixed.map((key) => keys[key] as string), ...(needsRoot ? [keys.prefix] : [])], args);
}

/** The whole text of a script; each part once, however many others include it. */
function readScript(name: string, seen = new Set<string>()): string {
  return readLua(name).replaceAll(/^--- @include "([a-z-/]+)"\n/gm, (_line, part: string) => {
    if (seen.has(part)) return "";
    seen.add(part);
    return readScript(part, seen);
  });
}
