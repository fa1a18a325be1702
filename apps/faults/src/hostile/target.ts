import type { Draw } from "../draw.ts";

/** What the hostile tenant was given, as every tenant is, and what it has set up for itself. */
export interface Target {
  readonly url: string;
  /** Of role submit. */
  readonly token: string;
  /** Receivers of webhooks that take connections and never answer, each on an address of its own. */
  readonly silentReceivers: readonly string[];
  /** The honest tenant's name, which everybody may know. */
  readonly victim: string;
}

/** One kind of thing that it does again and again. */
export interface Attack {
  readonly name: string;
  /** So many at the same time, each waiting so long between two. */
  readonly atOnce: number;
  readonly everyMs: number;
  /** One blow. Resolves with what came of it in a word: an HTTP status, or what became of the connection. */
  strike(target: Target, draw: Draw, stop: AbortSignal): Promise<string>;
}

/** What no answer of the gateway may make the hostile one say. */
export const LEAK = "LEAK";
