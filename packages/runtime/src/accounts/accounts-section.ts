import { ACCOUNT_FIELDS, type FieldFacts } from "./account-fields.ts";

/** What examples/accounts.json holds; it can be committed, as it holds no key. */
export const EXAMPLE_ACCOUNTS = `{
  "accounts": [
    {
      "name": "main",
      "keysEnv": ["MINIMAX_KEY_MAIN_1", "MINIMAX_KEY_MAIN_2"],
      "maxInFlight": 30,
      "createPerSecond": 5,
      "createPerMinute": 100,
      "queryPerMinute": 600
    },
    {
      "name": "overseas",
      "keyFile": "overseas.key",
      "baseUrl": "https://api.minimax.io",
      "dialect": "minimax-v1",
      "maxInFlight": 8,
      "createPerMinute": 20,
      "createPerDay": 500,
      "models": ["MiniMax-Hailuo-2.3", "MiniMax-Hailuo-2.3-Fast"]
    }
  ]
}
`;

const HEAD = `## The accounts file

An account is one contract at MiniMax: its keys, its limits, its models. One account needs no file: \`MINIMAX_API_KEY\`
and the settings above make one with the name \`default\`. For several, \`HAILUO_ACCOUNTS_FILE\` names a JSON file;
\`hailuo doctor\` checks it, and each of its keys, without buying anything. An example is
[examples/accounts.json](../examples/accounts.json):

\`\`\`json
${EXAMPLE_ACCOUNTS}\`\`\`

| Field | When left out | Allowed | Meaning |
|---|---|---|---|`;

const TAIL = `
- New work goes to any account that serves it; polls and downloads use the account that created the task. Give every
  worker the same file.
- The keys of an account are used in turn and share its limits. If one key is refused and another is not, the refused
  one is skipped for ten minutes, with a line in the log. The same key may not belong to two accounts.
- Keys are never written to Redis, jobs, logs or errors. Redis holds the names of accounts: after an account is renamed,
  its unfinished tasks have no key.
- A process reports all errors of the file at once when it starts. If \`MINIMAX_API_KEY\` is set too, the file is used.
- The provider counts each generation of its API separately, so an account has up to three sides with limits of their
  own: its plain name (the Hailuo and 01 models), \`NAME~v2\` (MiniMax-H3 and -Max: \`v2MaxInFlight\`,
  \`v2CreatePerMinute\`) and \`NAME~agent\` (templates; the plain limits, counted separately). The last two appear in
  \`hailuo accounts\` after their first use. Limits of queries and files apply to each side.
- Limits can be changed while workers run: \`hailuo accounts set NAME --max-in-flight N\`.
`;

/** The part of docs/configuration.md on the file. */
export function accountsSection(escapeCell: (text: string) => string): string {
  const rows = Object.entries(ACCOUNT_FIELDS).map(([name, facts]) => row(name, facts, escapeCell));
  return [HEAD, ...rows, TAIL].join("\n");
}

function row(
  name: string,
  { otherwise, allowed, meaning, secret }: FieldFacts,
  escapeCell: (text: string) => string,
): string {
  const fallback = /^[A-Z_]+$/.test(otherwise) ? `\`${otherwise}\`` : otherwise;
  const whole = secret === true ? `${meaning} Secret: never logged or shown; better kept out of the file.` : meaning;
  return `| ${[`\`${name}\``, fallback, allowed, whole].map(escapeCell).join(" | ")} |`;
}
