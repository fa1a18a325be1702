import type { Answer } from "../answer.ts";
import type { OverviewPage, TenantOverviewPage } from "../read/read-overview.ts";
import { escapeText, type Speech } from "../words/speech.ts";

/** The overview without scripts: for a browser that runs none, or is a text. It reads, changes nothing, and is as old as its load. */
export const PLAIN_PATH = "/plain";

/** What it shows; a tenant's key sees its own batches and failures only. */
export type PlainState = TenantOverviewPage & Partial<OverviewPage>;

export function plainPage({ accounts, batches, diagnosis, failures, states }: PlainState, speech: Speech): Answer {
  const { say, retell, tag } = speech;
  const part = (title: string, lines: readonly string[]): string =>
    `<section class="card"><h2>${escapeText(title)}</h2>${
      lines.length === 0 ? `<p>${escapeText(say`None.`)}</p>` : `<ul class="plain">${lines.map(line).join("")}</ul>`
    }</section>`;
  const line = (text: string): string => `<li>${withCode(text)}</li>`;
  const body = [
    diagnosis && part(say`Diagnosis`, troublesOf(diagnosis, speech)),
    states &&
      part(
        say`Generations`,
        states.map(({ state, count }) => {
          const word = state === "submission_unknown" ? say`needs attention` : speech.sentence(state);
          return say`${word}: ${count}`;
        }),
      ),
    accounts &&
      part(
        say`Accounts`,
        accounts.map(
          ({ account, slotsUsed, slotsAllowed }) =>
            say`${account}: ${say`${slotsUsed} of ${slotsAllowed} slots in use`}`,
        ),
      ),
    part(
      say`Batches`,
      batches.map(
        ({ batchId, outcome }) => say`${batchId}: ${say`${outcome.succeeded} of ${outcome.total} succeeded`}`,
      ),
    ),
    part(
      say`Latest failures`,
      failures.map(({ id, error }) =>
        error === undefined ? id : say`${id}: ${say`${retell(error.message)} (${error.code})`}`,
      ),
    ),
  ];
  return {
    status: 200,
    contentType: "text/html; charset=utf-8",
    body: `<!doctype html>
<html lang="${tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeText(say`Overview`)} – hailuo-queue</title>
<link rel="icon" type="image/svg+xml" href="/sign-in/icon.svg">
<link rel="stylesheet" href="/sign-in/app.css">
</head>
<body>
<header><a class="brand" href="/"><img src="/sign-in/icon.svg" alt="" width="24" height="24">hailuo-queue</a></header>
<main>
<h1>${escapeText(say`Overview`)}</h1>
${body.filter((each) => each !== undefined).join("\n")}
</main>
</body>
</html>
`,
  };
}

function troublesOf({ standing, summary, troubles }: OverviewPage["diagnosis"], speech: Speech): string[] {
  const { retell, say } = speech;
  const standings = { idle: say`Idle`, moving: say`Moving`, slowed: say`Slowed`, stopped: say`Stopped` };
  const told = troubles.map(({ what, remedy }) => `${retell(what)}${speech.tag === "en" ? " " : ""}${retell(remedy)}`);
  return [say`${standings[standing]}: ${retell(summary)}`, ...told];
}

/** What stands in backticks is a command, or a setting. */
function withCode(text: string): string {
  return text
    .split("`")
    .map((part, at) => (at % 2 === 1 ? `<code>${escapeText(part)}</code>` : escapeText(part)))
    .join("");
}
