import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { createDraw } from "../draw.ts";
import { BODY_ATTACKS } from "./bodies.ts";
import { CONNECTION_ATTACKS } from "./connections.ts";
import { wordOf } from "./send.ts";
import type { Attack, Target } from "./target.ts";
import { UPLOAD_ATTACKS } from "./uploads.ts";

const ATTACKS: readonly Attack[] = [...UPLOAD_ATTACKS, ...BODY_ATTACKS, ...CONNECTION_ATTACKS];

/** By attack: how often it came to what. */
export type HostileAnswers = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface HostileTenant {
  finish(): Promise<HostileAnswers>;
}

/** Does all of it at the same time, as fast as each is allowed, until it is told to finish. */
export function startHostileTenant(target: Target, seed: number): HostileTenant {
  const stop = new AbortController();
  // Hundreds of attacks wait for it.
  setMaxListeners(0, stop.signal);
  const answers: Record<string, Record<string, number>> = {};

  async function repeat({ name, everyMs, strike }: Attack, number: number): Promise<void> {
    const draw = createDraw(seed, `${name}/${number}`);
    const tally = (answers[name] ??= {});
    // Not all in the same moment.
    await rest(draw() * everyMs);
    while (!stop.signal.aborted) {
      const word = await strike(target, draw, stop.signal).catch(wordOf);
      tally[word] = (tally[word] ?? 0) + 1;
      await rest(everyMs);
    }
  }

  const rest = (ms: number): Promise<void> => pause(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  const attacks = ATTACKS.flatMap((attack) =>
    Array.from({ length: attack.atOnce }, (_, number) => repeat(attack, number)),
  );
  return {
    async finish() {
      stop.abort();
      await Promise.all(attacks);
      return answers;
    },
  };
}
