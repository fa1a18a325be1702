import { AUDIT_LIMITS, type AuditEntry, type AuditLog, isoTime, optional } from "@hailuo-queue/contracts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { asOneLine } from "../progress/display-text.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { say } from "../words/say.ts";

export interface AuditOptions {
  readonly tenant?: string;
  readonly what?: string;
  /** Unix ms. */
  readonly since?: number;
  readonly limit: number;
  readonly json: boolean;
}

const WIDTH = 80;
const INDENT = "    ";

/** Who changed what, when, and how it ended; newest first. */
export async function showAudit(audit: Pick<AuditLog, "read">, options: AuditOptions, shell: Shell): Promise<ExitCode> {
  const { tenant, what, since, limit, json } = options;
  let shown = 0;
  let cursor: string | undefined;
  do {
    const page = await audit.read({
      limit: Math.min(limit - shown, AUDIT_LIMITS.maxPage),
      ...optional({ tenant, what, sinceMs: since, cursor }),
    });
    for (const entry of page.items) {
      if (json) printJson(shell.stdout, auditLine(entry));
      else for (const line of renderEntry(entry)) printLine(shell.stdout, line);
    }
    shown += page.items.length;
    cursor = page.nextCursor;
  } while (cursor !== undefined && shown < limit);
  if (json) return EXIT.allSucceeded;
  if (shown === 0) printLine(shell.stdout, say`No audit entries match.`);
  else if (cursor !== undefined) printLine(shell.stdout, say`These are the newest ${shown}; use --limit for more.`);
  return EXIT.allSucceeded;
}

/** Lines of at most 80 columns: when, what and how it ended; who and whose; then what it was about, wrapped. */
function renderEntry(entry: AuditEntry): readonly string[] {
  const { at, what, outcome, who, tenant, about = {}, details = {} } = entry;
  const end = "code" in entry ? `${outcome}: ${entry.code}` : outcome;
  const head = `${isoTime(at)?.slice(0, 19)}Z  ${what.padEnd(18)}  ${end}`;
  const words = [
    say`by ${who}`,
    ...(tenant === undefined ? [] : [`tenant=${tenant}`]),
    ...[...Object.entries(about), ...Object.entries(details)].map(([name, text]) => `${name}=${text}`),
  ];
  return [head.slice(0, WIDTH), ...wrap(words.map(asOneLine))];
}

function wrap(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + word.length <= WIDTH) lines[lines.length - 1] = `${last}  ${word}`;
    else for (const piece of pieces(word)) lines.push(`${INDENT}${piece}`);
  }
  return lines;
}

/** What is longer than a line goes on in the next. */
function pieces(word: string): readonly string[] {
  const size = WIDTH - INDENT.length;
  return Array.from({ length: Math.max(1, Math.ceil(word.length / size)) }, (_, at) =>
    word.slice(at * size, (at + 1) * size),
  );
}

function auditLine(entry: AuditEntry): object {
  const { id, at, who, what, tenant, about = {}, details = {}, outcome } = entry;
  const code = "code" in entry ? entry.code : null;
  return { type: "audit", id, at: isoTime(at), who, what, tenant: tenant ?? null, about, details, outcome, code };
}
