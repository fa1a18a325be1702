import { type GenerationRecord, isoTime, sideOfAccount, type TaskLookup } from "@hailuo-queue/contracts";
import { asOneLine } from "../progress/display-text.ts";
import { renderTable } from "../render-table.ts";
import { printJson, printSentence, type Shell } from "../shell.ts";
import { say } from "../words/say.ts";

/** What is known of a generation whose create may have been bought, for the user who has to say what became of it. */
export function showDecision(record: GenerationRecord, json: boolean, shell: Shell): void {
  if (json) return printJson(shell.stdout, decisionLine(record));
  const { id, state, error, lookup } = record;
  if (state !== "submission_unknown") return printSentence(shell.stdout, say`${id} is ${state}: it needs no decision.`);
  const reason = error === undefined ? "" : ` (${asOneLine(error.code)})`;
  printSentence(
    shell.stdout,
    say`${id} needs a decision: the answer to its create of ${isoTime(record.submittedAt)} was lost${reason}.`,
  );
  for (const line of lookup === undefined ? notLookedFor(record) : whatWasFound(lookup))
    printSentence(shell.stdout, line);
  printSentence(
    shell.stdout,
    say`Decide with --task TASK_ID (continue with that task), --resubmit (buy it again) or --fail (give it up).`,
  );
}

function notLookedFor({ account = "" }: GenerationRecord): readonly string[] {
  return sideOfAccount(account) === "v2"
    ? [
        say`The provider's list of tasks has not been searched for it yet; a create worker does that some minutes after the create.`,
      ]
    : [say`The provider's API for its model lists no tasks: check the provider's console.`];
}

function whatWasFound({ at, from, until, complete, candidates, rivals }: TaskLookup): readonly string[] {
  const seen = complete
    ? ""
    : say` The list does not cover all of that time, since the account has made too many tasks: check its console, too.`;
  const time = say`between ${isoTime(from)} and ${isoTime(until)}`;
  if (candidates.length === 0)
    return [
      say`The provider lists no matching task created ${time} that is not yours already (read at ${isoTime(at)}).${seen}`,
    ];
  const others =
    rivals === 0
      ? ""
      : say` ${rivals} more of your generations requested the same at that time, and may have created one of these.`;
  return [
    say`The provider lists these tasks with the same parameters, created ${time}, that belong to none of your generations (read at ${isoTime(at)}).${others} It does not show their prompts.${seen}`,
    ...renderTable(
      [say`task`, say`made`, say`status`],
      candidates.map(({ taskId, createdAt, status }) => [taskId, isoTime(createdAt) ?? "", asOneLine(status)]),
    ).map((line) => `  ${line}`),
  ];
}

function decisionLine({ id, state, account, submittedAt, error, lookup }: GenerationRecord): object {
  return {
    type: "decision",
    id,
    state,
    account: account ?? null,
    submitted_at: isoTime(submittedAt),
    ...(error === undefined ? {} : { error: { code: error.code, stage: error.stage, message: error.message } }),
    lookup:
      lookup === undefined
        ? null
        : {
            looked_at: isoTime(lookup.at),
            from: isoTime(lookup.from),
            until: isoTime(lookup.until),
            complete: lookup.complete,
            rivals: lookup.rivals,
            candidates: lookup.candidates.map(({ taskId, createdAt, status }) => ({
              task_id: taskId,
              created_at: isoTime(createdAt),
              status,
            })),
          },
  };
}
