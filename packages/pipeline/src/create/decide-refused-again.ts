import type { AnswerCounts, RefusalEffect, RefusedTries } from "@hailuo-queue/contracts";
import type { RefusedCall } from "../account-refusal.ts";
import type { Refuser } from "./decide-create.ts";

/** What a refused create says when it is set beside what else its account answered. */
export type RefusedAgain =
  /** The account's fault, or not known yet: it waits, and the next try takes another one. */
  | { readonly type: "aside"; readonly tries: RefusedTries; readonly asideMs: number }
  /** Others are taken and this one is refused each time: it is the request's fault. */
  | { readonly type: "alone"; readonly tries: RefusedTries; readonly acceptedMeanwhile: number };

export interface RefusedTry {
  /** Before this one, at this account. */
  readonly before: RefusedTries | undefined;
  /** What the account has answered, with this refusal. */
  readonly counts: AnswerCounts;
  readonly refusal: Pick<RefusedCall, "secondOpinionMs" | "kind">;
  /** What it did to the account. */
  readonly effect: RefusalEffect["type"];
  readonly by: Refuser;
  /** False for what never reached the provider: that says nothing of the request. */
  readonly reached: boolean;
}

const LEAST_ALONE = 3;
/** From then on a try counts also when nobody was accepted since the last one: nobody else may be left. */
const SUSPECT_FROM = 2;
/**
 * How likely it may be that nothing but bad luck refused this one, where the account takes a part of what it is asked
 * for.
 */
const MOST_LUCK = 1e-3;
/** Where that happens all day: of a million generations that are throttled by chance, one may be failed. */
const MOST_LUCK_THROTTLED = 1e-6;
/**
 * In a row, where nobody else is left to compare with, at an account that took others before: the only one left fails
 * in the end, too. One that was blocked by somebody before the API, or was refused though others were taken, after
 * about eight minutes; a model's refusal after two and a half hours; the account's own (key, balance, plan) after some
 * eight hours, as people see to it meanwhile; a throttle after a day.
 */
const MOST_LAST = { convicted: 6, model: 6, account: 24, throttled: 1500 } as const;
/**
 * What others were accepted without says nothing of an input that cannot be read: as patient as a download, about an
 * hour.
 */
const MOST_UNREAD = 60;

/** So many must have been taken for each other one that was refused, if the account is not to be at fault. */
const TAKEN_TO_REFUSED = 3;

const FIRST_ASIDE_MS = 2500;
const LONGEST_ASIDE_MS = 5 * 60_000;
const LONGEST_UNREAD_MS = 60_000;

/** Pure: compares the generation's refusals with what its account answered since the first of them. */
export function decideRefusedAgain({ before, counts, refusal, effect, by, reached }: RefusedTry): RefusedAgain {
  const first = before?.first ?? counts;
  const acceptedMeanwhile = counts.accepted - first.accepted;
  const counted = before !== undefined && (counts.accepted > before.last.accepted || before.alone >= SUSPECT_FROM);
  const tries: RefusedTries = {
    tries: (before?.tries ?? 0) + 1,
    alone: (before?.alone ?? 0) + (counted ? 1 : 0),
    first,
    last: counts,
  };
  if (by === "storage") {
    const asideMs = Math.min(1000 * 2 ** (tries.tries - 1), LONGEST_UNREAD_MS);
    return tries.tries >= MOST_UNREAD ? { type: "alone", tries, acceptedMeanwhile } : { type: "aside", tries, asideMs };
  }
  const othersRefused = Math.max(0, counts.refused - first.refused - (tries.tries - 1));
  const luck = ((othersRefused + 1) / (acceptedMeanwhile + othersRefused + 2)) ** tries.alone;
  const isAlone =
    tries.alone >= LEAST_ALONE && luck < (refusal.secondOpinionMs === undefined ? MOST_LUCK_THROTTLED : MOST_LUCK);
  // Another one that is refused alike says that the account is at fault; beside many that were taken, that there are
  // two such requests.
  const isCompany = othersRefused > 0 && (tries.alone === 0 || acceptedMeanwhile < TAKEN_TO_REFUSED * othersRefused);
  const isLast = reached && counts.accepted > 0 && !isCompany && tries.tries >= mostAsLast(tries, refusal, by);
  return isAlone || isLast
    ? { type: "alone", tries, acceptedMeanwhile }
    : { type: "aside", tries, asideMs: asideMs(tries, effect) };
}

/** Throttles refuse by chance: that others were taken says little there. */
function mostAsLast({ alone }: RefusedTries, { kind, secondOpinionMs }: RefusedTry["refusal"], by: Refuser): number {
  if (by === "proxy") return MOST_LAST.convicted;
  if (secondOpinionMs === undefined) return MOST_LAST.throttled;
  if (alone > 0) return MOST_LAST.convicted;
  return kind === "model" ? MOST_LAST.model : MOST_LAST.account;
}

/**
 * At first only until the account works; what was refused alone waits longer each time. A full account does not tell
 * when it has room.
 */
function asideMs({ alone }: RefusedTries, effect: RefusalEffect["type"]): number {
  if (alone === 0) return effect === "cap" ? FIRST_ASIDE_MS : 0;
  return Math.min(FIRST_ASIDE_MS * 2 ** alone, LONGEST_ASIDE_MS);
}
