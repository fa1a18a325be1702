import { InvalidInputError } from "@hailuo-queue/contracts";
import { formatMoney } from "../money.ts";
import { formatCount } from "../progress/display-text.ts";
import type { Shell } from "../shell.ts";
import { say } from "../words/say.ts";

/** What a submit would buy: what its batch has already, of the same request, is not bought again. */
export interface Purchase {
  readonly count: number;
  /** Of all of it, at most. */
  readonly microUsd: number;
  /** From where on a user is asked; null: never. */
  readonly askAboveMicroUsd: number | null;
  /** `--yes`. */
  readonly isAgreed: boolean;
  /** `--budget`, which says what it may cost. */
  readonly budgetMicroUsd?: number | null | undefined;
}

/** Whether a user has to be asked before so much is bought. */
export function decideAsk({ count, microUsd, askAboveMicroUsd, isAgreed, budgetMicroUsd }: Purchase): "go" | "ask" {
  if (isAgreed || askAboveMicroUsd === null || microUsd <= askAboveMicroUsd) return "go";
  if (typeof budgetMicroUsd === "number") return "go";
  return count === 0 ? "go" : "ask";
}

/**
 * Asks where more is bought than a user may have meant to. False: the answer was no.
 * @throws InvalidInputError (`not_agreed`) where nobody can be asked: a purchase that nobody has agreed to is not made.
 */
export async function askBeforeBuying(purchase: Purchase, shell: Pick<Shell, "ask">): Promise<boolean> {
  if (decideAsk(purchase) === "go") return true;
  const cost = formatMoney(purchase.microUsd);
  const what = say`${formatCount(purchase.count)} ${purchase.count === 1 ? "video" : "videos"} for up to ${cost}`;
  const answer = await shell.ask(say`Make ${what}? [y/N] `);
  if (answer !== undefined) return isYes(answer);
  throw new InvalidInputError(
    "not_agreed",
    say`This would make ${what}, which is above ${formatMoney(purchase.askAboveMicroUsd ?? 0)} (HAILUO_ASK_ABOVE), and there is no terminal to ask on. Nothing was enqueued. Use --yes, set a --budget, or raise HAILUO_ASK_ABOVE.`,
  );
}

/** In the languages of those who use it. */
export function isYes(answer: string): boolean {
  return /^(?:y|yes|j|ja|o|oui|s|si|sí|是|好|はい)$/i.test(answer.trim());
}
