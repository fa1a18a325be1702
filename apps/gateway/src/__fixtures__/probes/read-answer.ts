/** One answer, whole or as far as it was of use. */
export interface ProbeAnswer {
  readonly status: number;
  /** By their names in small letters; those that came twice are joined. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface AnswerReader {
  /** Takes more bytes; returns the answer once it is whole. */
  add(bytes: Buffer): ProbeAnswer | undefined;
  /** The connection has ended: what was read if that is an answer. */
  end(): ProbeAnswer | undefined;
}

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Where the body begins. */
  readonly bodyAt: number;
}

/**
 * Reads one HTTP/1.1 answer out of bytes. Node's own client sends only what is proper, so probes go over a bare socket.
 * A stream of events counts as whole with its first event: it may never end.
 */
export function createAnswerReader(method: string): AnswerReader {
  let bytes: Buffer = Buffer.alloc(0);

  function read(isOver: boolean): ProbeAnswer | undefined {
    const head = readHead(bytes);
    if (head === undefined) return undefined;
    const { status, headers, bodyAt } = head;
    const rest = bytes.subarray(bodyAt);
    if (method === "HEAD" || status === 204 || status === 304) return { status, headers, body: rest };
    const length = headers.get("content-length");
    if (length !== undefined) return rest.length < Number(length) ? undefined : { status, headers, body: rest };
    if (headers.get("transfer-encoding") !== "chunked") return isOver ? { status, headers, body: rest } : undefined;
    const { body, isWhole } = joinChunks(rest);
    const isEvent = headers.get("content-type")?.startsWith("text/event-stream") === true && body.includes("\nevent: ");
    return isWhole || isEvent ? { status, headers, body } : undefined;
  }

  return {
    add(more) {
      bytes = Buffer.concat([bytes, more]);
      return read(false);
    },
    end: () => read(true),
  };
}

function readHead(bytes: Buffer, from = 0): Head | undefined {
  const end = bytes.indexOf("\r\n\r\n", from);
  if (end < 0) return undefined;
  const [statusLine = "", ...lines] = bytes.subarray(from, end).toString("latin1").split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
  // 100 Continue comes before the answer.
  if (status < 200) return readHead(bytes, end + 4);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^:]*):\s*(.*)$/.exec(line) ?? [];
    const known = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), known === undefined ? value : `${known}, ${value}`);
  }
  return { status, headers, bodyAt: end + 4 };
}

function joinChunks(bytes: Buffer): { readonly body: Buffer; readonly isWhole: boolean } {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(lineEnd < 0 ? "" : bytes.subarray(at, lineEnd).toString("latin1"), 16);
    const chunk = bytes.subarray(lineEnd + 2, lineEnd + 2 + (size || 0));
    if (Number.isNaN(size) || chunk.length < size) return { body: Buffer.concat(chunks), isWhole: false };
    if (size === 0) return { body: Buffer.concat(chunks), isWhole: true };
    chunks.push(chunk);
    at = lineEnd + 2 + size + 2;
  }
}
