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

An account is one contract at MiniMax: its keys, its limits, its models. One account needs no file: \`MINIMAX_API_KEY\` and the
settings above make one with the name \`default\`. For several, \`HAILUO_ACCOUNTS_FILE\` names a JSON file; \`hailuo doctor\` checks it, and
each of its keys, without buying anything. An example is [examples/accounts.json](../examples/accounts.json):

\`\`\`json
${EXAMPLE_ACCOUNTS}\`\`\`

| Field | When left out | Allowed | Meaning |
|---|---|---|---|`;

const TAIL = `
- New work goes to any account that may take it; polls and downloads use the account that made the task. Give every worker the same file.
- The keys of an account are used in turn and share its limits. One that is refused while another is not is left out for ten
  minutes, with a line in the log. The same key may not stand in two accounts.
- Keys are never written to Redis, a job, a log line or an error. Redis holds the names of accounts: renaming one cuts its unfinished tasks
  off from their key.
- All faults of the file are told at once when a process starts. With \`MINIMAX_API_KEY\` set beside the file, the file is used.
- The provider counts each generation of its API apart, so an account has up to three sides with limits of their own: its plain name
  (the Hailuo and 01 models), \`NAME~v2\` (MiniMax-H3 and -Max: \`v2MaxInFlight\`, \`v2CreatePerMinute\`) and \`NAME~agent\` (templates; the
  plain limits, counted apart). The last two show in \`hailuo accounts\` once they were used. Limits of queries and files hold for each side.
- Limits can be changed while workers run: \`hailuo accounts set NAME --max-in-flight N\`.
`;

/** The part of docs/configuration.md on the file. */
export function accountsSection(escapeCell: (text: string) => string): string {
  const rows = Object.entries(ACCOUNT_FIELDS).map(([name, facts]) => row(name, facts, escapeCell));
  return [HEAD, ...rows, TAIL].join("\n");
}

function row(name: string, { otherwise, allowed, meaning, secret }: FieldFacts, escapeCell: (text: string) => string): string {
  const fallback = /^[A-Z_]+$/.test(otherwise) ? `\`${otherwise}\`` : otherwise;
  const whole = secret === true ? `${meaning} Secret: never logged or shown; better kept out of the file.` : meaning;
  return `| ${[`\`${name}\``, fallback, allowed, whole].map(escapeCell).join(" | ")} |`;
}
