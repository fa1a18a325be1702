import { adviceFor, attemptWords, formatDuration, InvalidInputError, optional } from "@hailuo-queue/contracts";
import { explanationFields, type Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { asOneLine } from "../progress/display-text.ts";
import { printJson, printSentence, type Shell } from "../shell.ts";
import { retell, say, spokenLanguage } from "../words/say.ts";

/** Says what a generation waits for, its place, and about when it starts. */
export async function explain(
  producer: Pick<Producer, "explain" | "get">,
  { id, json }: { readonly id: string; readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> {
  const explanation = await producer.explain(id);
  if (explanation === undefined)
    throw new InvalidInputError(
      "unknown_generation",
      say`There is no generation "${id}". \`hailuo list\` shows the ids.`,
    );
  const failure = explanation.state === "failed" ? (await producer.get(id))?.error : undefined;
  const advice =
    failure === undefined ? undefined : adviceFor(failure.code, spokenLanguage(), { state: explanation.state, id });
  if (json)
    printJson(shell.stdout, { type: "explanation", ...explanationFields(explanation), ...optional({ advice }) });
  else {
    const start =
      explanation.startsInMs === undefined
        ? ""
        : say` It may start in about ${formatDuration(explanation.startsInMs)}.`;
    const waits =
      explanation.waitsFor === "none" ? "" : say`, waits for ${retell(explanation.waitsFor.replaceAll("_", " "))}`;
    const { state, because, lastAttempt } = explanation;
    const attempt = lastAttempt === undefined ? "" : ` ${asOneLine(retell(attemptWords(lastAttempt, Date.now())))}`;
    printSentence(shell.stdout, `${state}${waits}: ${retell(because)}${attempt}${start}`);
    if (advice !== undefined) printSentence(shell.stdout, advice);
  }
  return EXIT.allSucceeded;
}
