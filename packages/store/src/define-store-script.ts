import { defineScript, type ScriptRunner } from "@hailuo-queue/redis";

const LUA = new URL("../lua/", import.meta.url);

export interface StoreScriptOptions<Reply, Parsed> {
  /** The command's name on the client, unique in a process. */
  readonly name: string;
  /** Of the script, below `lua/` and without `.lua`: `records/submit`. */
  readonly file: string;
  /** Turns Redis's reply into a value. */
  readonly parse: (reply: Reply) => Parsed;
}

/** A script of this room, with what it includes of `lua/`. */
export function defineStoreScript<Reply, Parsed>({ name, file, parse }: StoreScriptOptions<Reply, Parsed>): ScriptRunner<Parsed> {
  return defineScript({ name, file: new URL(`${file}.lua`, LUA), includes: LUA, parse });
}
