/** One request as it goes over the wire: nothing of it has to be proper HTTP. */
export interface Probe {
  readonly method: string;
  /** Path and query, as they stand in the request line. */
  readonly target: string;
  /** In their order, perhaps repeated. `Host`, `Connection` and `Content-Length` are added where they are missing. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | undefined;
  /** The connection is cut after so many bytes of the body; nobody waits for an answer. */
  readonly cutAfter?: number | undefined;
}

const MOST_SHOWN = 600;

/** For people: what to send to see the same again. */
export function renderProbe({ method, target, headers, body, cutAfter }: Probe): string {
  const lines = [`${method} ${shorten(target)}`, ...headers.map(([name, value]) => `${name}: ${shorten(hideSecret(value), 200)}`)];
  if (body !== undefined) lines.push("", shorten(JSON.stringify(body.toString("latin1")).slice(1, -1)), `(${body.length} bytes)`);
  if (cutAfter !== undefined) lines.push(`(cut off after ${cutAfter} bytes of the body)`);
  return lines.join("\n");
}

/** All that was sent, as a text that can be searched: also what stands encoded in the path. */
export function sentText({ method, target, headers, body }: Probe): string {
  return [method, target, decoded(target), ...headers.flat(), body?.toString("utf8") ?? ""].join("\n");
}

function decoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));
}

function hideSecret(text: string): string {
  return text.replace(/(hq_[0-9a-f]{16})_\S+/, "$1_…");
}

export function shorten(text: string, most = MOST_SHOWN): string {
  return text.length <= most ? text : `${text.slice(0, most / 2)} … ${text.length - most} more … ${text.slice(-most / 2)}`;
}
