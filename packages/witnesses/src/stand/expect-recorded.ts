import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "@jest/globals";
import type { Door } from "./open-door.ts";
import type { RecordedCall } from "./recorded-call.ts";

/** What the gateway's tests send again: what a program sent, with names in the place of what each run has anew. */
export interface ProgramCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or the text of another body. */
  readonly body?: unknown;
  /** The HTTP status that the program got. */
  readonly status: number;
  /** Of changes by v1, whose status is 200 also where they are refused: the provider's code. */
  readonly code?: number;
  /** Names of what the answer told and later calls say again, by the path in it. */
  readonly told?: Readonly<Record<string, string>>;
}

/** They say nothing of the program, or differ with the version of Node. */
const DROPPED = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "accept-encoding",
  "accept-language",
  "user-agent",
  "sec-fetch-mode",
  "x-stainless-arch",
  "x-stainless-os",
  "x-stainless-runtime-version",
]);
/** A link to a video, which is signed anew each time. */
const LINK = /(?:DOOR)?\/api\/v1\/videos\/gen_[0-9a-f]{32}\?Expires=\d+&Signature=[\w-]+/g;
const BOUNDARY = /boundary="?([^";]+)"?/;
const ID = /^(id|task_id|file_id)$/;

/**
 * Holds what a program sent since `from` against the file of its fixture; with HAILUO_RECORD_PROGRAMS it writes the file.
 * A call that repeats the one before it, as those who wait make them, counts once.
 */
export async function expectRecorded(
  door: Door,
  name: string,
  {
    from = 0,
    program,
    method,
  }: {
    readonly from?: number;
    readonly program: string;
    /** Only calls of this one: of others its program decides by itself when they are made. Default: all. */
    readonly method?: string;
  },
): Promise<void> {
  const made = door.calls.slice(from).filter((call) => method === undefined || call.method === method);
  const calls = withNames(door, made);
  const file = fileURLToPath(
    new URL(`../../../../apps/gateway/src/__fixtures__/programs/${name}.json`, import.meta.url),
  );
  if (process.env["HAILUO_RECORD_PROGRAMS"] !== undefined)
    await writeFile(file, `${JSON.stringify({ program, calls }, null, 2)}\n`);
  expect({ program, calls }).toEqual(JSON.parse(await readFile(file, "utf8")));
}

function withNames(door: Door, calls: readonly RecordedCall[]): readonly ProgramCall[] {
  const names = new Map<string, string>();
  const counts = { task: 0, file: 0 };
  const named: ProgramCall[] = [];
  for (const call of calls) {
    const put = (text: string): string => rename(text.replaceAll(door.url, "DOOR").replaceAll(LINK, "VIDEO"), names);
    const { boundary, content } = contentOf(call);
    const shown = {
      method: call.method,
      path: put(call.path),
      headers: Object.fromEntries(
        Object.entries(call.headers)
          .filter(([header]) => !DROPPED.has(header))
          .map(([header, value]) => [
            header,
            put(
              value
                .replaceAll(door.key, "KEY")
                .replaceAll(boundary ?? value, boundary === undefined ? value : "BOUNDARY"),
            ),
          ]),
      ),
      ...(content === "" ? {} : { body: bodyOf(put(content)) }),
      status: call.status,
      ...(call.method === "POST" && codeOf(call.answer)),
    };
    const told: Record<string, string> = {};
    // What is listed has its name from when it was made, or is another test's.
    for (const [place, id, kind] of call.method === "GET" ? [] : idsOf(call.answer)) {
      if (names.has(id)) continue;
      names.set(id, `${kind.toUpperCase()}_${(counts[kind] += 1)}`);
      told[place] = names.get(id) ?? "";
    }
    const next: ProgramCall = Object.keys(told).length === 0 ? shown : { ...shown, told };
    const before = named.at(-1);
    if (before === undefined || JSON.stringify({ ...before, told: 0 }) !== JSON.stringify({ ...next, told: 0 }))
      named.push(next);
  }
  return named;
}

function codeOf(answer: string): { readonly code?: number } {
  const { base_resp: base } = Object(bodyOf(answer)) as { readonly base_resp?: { readonly status_code: number } };
  return base === undefined ? {} : { code: base.status_code };
}

function contentOf({ headers, body }: RecordedCall): {
  readonly boundary: string | undefined;
  readonly content: string;
} {
  const boundary = BOUNDARY.exec(headers["content-type"] ?? "")?.[1];
  const text = body.toString(boundary === undefined ? "utf8" : "latin1");
  return { boundary, content: boundary === undefined ? text : text.replaceAll(boundary, "BOUNDARY") };
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Numbers that an answer gives to tasks and files, with the path at which each stands. */
function idsOf(answer: string): readonly (readonly [place: string, id: string, kind: "task" | "file"])[] {
  const found: (readonly [string, string, "task" | "file"])[] = [];
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value === "object" && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, [...path, name]);
    else if (ID.test(path.at(-1) ?? "") && String(value).length >= 12)
      found.push([path.join("."), String(value), path.some((name) => name.startsWith("file")) ? "file" : "task"]);
  };
  walk(bodyOf(answer), []);
  return found;
}

function rename(text: string, names: ReadonlyMap<string, string>): string {
  let renamed = text;
  for (const [id, name] of names) renamed = renamed.replaceAll(id, name);
  return renamed;
}
