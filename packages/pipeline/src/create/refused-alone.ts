import type { GenerationRecord, RefusedTries, StoredError } from "@hailuo-queue/contracts";
import type { Refuser } from "./decide-create.ts";

/**
 * Why a generation failed that alone was refused. It blames neither key nor account, since others got through; tenants
 * read it, too.
 */
export function refusedAloneError(refusal: {
  readonly by: Refuser;
  readonly tries: number;
  /** What was answered; default `reason`. */
  readonly said: string | undefined;
  readonly reason: string;
  /** Whether others were taken between its refusals. */
  readonly compared: boolean;
}): StoredError {
  const { by, tries, said, reason, compared } = refusal;
  const answer = `It said: ${said ?? reason}`;
  switch (by) {
    case "proxy":
      return stored(
        "request_blocked",
        `A firewall before the provider blocked this request ${tries} times and let others through: it ` +
          "blocks something in this one, such as words or a URL in its prompt. Change that and submit it " +
          `again, or have the firewall allow it and retry it. ${answer}`,
      );
    case "provider":
      if (!compared)
        return stored(
          "request_refused_alone",
          `The provider refused this request ${tries} times in a row, and no other one was left to compare it ` +
            "with. It had taken others before, so it refuses this one by its content, model or price, or the " +
            `account has changed since then. See to that and retry it. ${answer}`,
        );
      return stored(
        "request_refused_alone",
        `The provider refused this request ${tries} times and accepted others: it refuses this ` +
          "request for its content, model or price, not the account. Change it and submit it " +
          `again, or retry it when the reason is gone. ${answer}`,
      );
    case "storage":
      return stored(
        "storage_inputs_unreadable",
        `The inputs of this request could not be read in ${tries} tries, so it was ` +
          `never sent. Check the storage and retry it. ${reason}`,
      );
  }
}

function stored(code: string, message: string): StoredError {
  return { code, stage: "create", message };
}

/** Of the accounts that refused a generation last; more are seldom there. */
const MOST_REFUSING_ACCOUNTS = 8;

export function withTries(
  refusals: GenerationRecord["refusals"],
  account: string,
  tries: RefusedTries,
): Record<string, RefusedTries> {
  const others = Object.entries(refusals ?? {}).filter(([name]) => name !== account);
  return Object.fromEntries([...others, [account, tries] as const].slice(-MOST_REFUSING_ACCOUNTS));
}
