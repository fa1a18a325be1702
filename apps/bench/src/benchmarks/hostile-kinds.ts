const CALLS = [
  "two-byte lines",
  "blank lines",
  "100,000 unknown fields",
  "a line of 100,000 unknown fields",
  "deep nesting",
  "millions of objects",
  "long names",
  "a form of quotes",
  "a CSV of one huge row",
  "a CSV of short rows",
  "a dry run of 200,000 items",
  "an upload of 100,000 items",
  "lists of 1,000 large records",
] as const;

/** On bare connections. */
const FLOODS = [
  "chunks of one byte",
  "chunks of one byte, no key, 30 connections",
  "chunks of 24 bytes",
  "requests in pipelines, 30 connections",
  "requests in pipelines, no key, 30 connections",
] as const;

/** What a tenant sends to hold up all others. */
export const HOSTILE_KINDS = ["nothing", ...CALLS, ...FLOODS] as const;
export type HostileKind = (typeof HOSTILE_KINDS)[number];

export interface HostileCall {
  readonly method: "GET" | "POST";
  /** `{batch}`: an open batch of the tenant's, a new one for each call. */
  readonly path: string;
  readonly type?: string;
  readonly body?: Buffer;
}

const LINES = "application/x-ndjson";
const ITEMS = "/api/v1/batches/{batch}/items";
const MODEL = "MiniMax-Hailuo-2.3";
const MB = 1_000_000;

/** One call of the kind, which is sent again and again; undefined for kinds that are not calls. */
export function hostileCall(kind: HostileKind): HostileCall | undefined {
  return isOneOf(CALLS, kind) ? callOf(kind) : undefined;
}

function callOf(kind: (typeof CALLS)[number]): HostileCall {
  const post = (path: string, type: string, body: string): HostileCall => ({
    method: "POST",
    path,
    type,
    body: Buffer.from(body),
  });
  const json = (path: string, body: string): HostileCall => post(path, "application/json", body);
  switch (kind) {
    case "two-byte lines":
      return post(ITEMS, "text/plain", "a\n".repeat(200_000));
    case "blank lines":
      return post(ITEMS, LINES, "\n".repeat(20 * MB));
    case "100,000 unknown fields":
      return json("/api/v1/generations", fields(100_000));
    case "a line of 100,000 unknown fields":
      return post(ITEMS, LINES, `${fields(100_000)}\n`);
    case "deep nesting":
      return json("/minimax/v1/video_generation", "[".repeat(8 * MB));
    case "millions of objects":
      return json("/api/v1/generations", `[${"{},".repeat(6 * MB)}{}]`);
    case "long names":
      return json("/api/v1/batches", JSON.stringify({ ["a".repeat(60_000)]: 1 }));
    case "a form of quotes":
      return post(
        "/openai/v1/videos",
        "multipart/form-data; boundary=edge",
        `--edge\r\ncontent-disposition: form-data; name="prompt"\r\n\r\n${'"'.repeat(MB)}\r\n--edge--\r\n`,
      );
    case "a CSV of one huge row":
      return post(ITEMS, "text/csv", `model,prompt\n${",".repeat(500_000)}\n`);
    case "a CSV of short rows":
      return post(ITEMS, "text/csv", `model,prompt\n${"a\n".repeat(100_000)}`);
    case "a dry run of 200,000 items":
      return post("/api/v1/batches/dry-run", LINES, item("").repeat(200_000));
    case "an upload of 100,000 items":
      return post(ITEMS, LINES, item("x".repeat(400)).repeat(100_000));
    case "lists of 1,000 large records":
      return { method: "GET", path: "/api/v1/generations?limit=1000" };
  }
}

/** Bytes that are sent on a bare connection, for as long as it stands. */
export interface HostileFlood {
  readonly connections: number;
  readonly head: (host: string, token: string) => string;
  readonly onAndOn: string;
}

/** Undefined for kinds that are not floods. */
export function hostileFlood(kind: HostileKind): HostileFlood | undefined {
  return isOneOf(FLOODS, kind) ? floodOf(kind) : undefined;
}

function floodOf(kind: (typeof FLOODS)[number]): HostileFlood {
  const chunked = (host: string, headers: string): string =>
    `POST /api/v1/generations HTTP/1.1\r\nhost: ${host}\r\n${headers}content-type: ` +
    "application/json\r\ntransfer-encoding: chunked\r\n\r\n";
  const chunks = "1\r\n \r\n";
  const looks = "GET /api/v1/generations/gen_00000000000000000000000000000000 HTTP/1.1\r\nhost: a\r\n";
  switch (kind) {
    case "chunks of one byte":
      return {
        connections: 8,
        head: (host, token) => chunked(host, `authorization: Bearer ${token}\r\n`),
        onAndOn: chunks,
      };
    case "chunks of one byte, no key, 30 connections":
      return { connections: 30, head: (host) => chunked(host, ""), onAndOn: chunks };
    case "chunks of 24 bytes":
      return {
        connections: 8,
        head: (host, token) => chunked(host, `authorization: Bearer ${token}\r\n`),
        onAndOn: `18\r\n${" ".repeat(24)}\r\n`,
      };
    case "requests in pipelines, 30 connections":
      return { connections: 30, head: () => "", onAndOn: `${looks}authorization: Bearer {token}\r\n\r\n` };
    case "requests in pipelines, no key, 30 connections":
      return { connections: 30, head: () => "", onAndOn: `${looks}\r\n` };
  }
}

function isOneOf<Kind extends HostileKind>(kinds: readonly Kind[], kind: HostileKind): kind is Kind {
  return (kinds as readonly HostileKind[]).includes(kind);
}

/** What the tenant has to have made before: for the lists. */
export function preparation(kind: HostileKind): HostileCall | undefined {
  if (kind !== "lists of 1,000 large records") return undefined;
  const large = JSON.stringify({ model: "MiniMax-H3", prompt: "雨".repeat(7000) });
  return { method: "POST", path: ITEMS, type: LINES, body: Buffer.from(`${large}\n`.repeat(1000)) };
}

function item(rest: string): string {
  return `${JSON.stringify({ model: MODEL, prompt: `A paper boat in the rain ${rest}` })}\n`;
}

function fields(count: number): string {
  return JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [`field${at}`, 1])));
}
