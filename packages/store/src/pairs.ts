/** Names and values in turns, as HGETALL answers within a script. */
export function pairs(reply: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(reply.flatMap((name, at) => (at % 2 === 0 ? [[name, reply[at + 1] ?? ""] as const] : [])));
}
