const LINE_END = "\r\n";

/**
 * Reads what a client sends to a Redis, piece by piece: each call returns the names of the commands that are complete,
 * in capitals. Undefined where it is not Redis' protocol.
 */
export function createCommandReader(): (chunk: Buffer) => readonly string[] | undefined {
  let unread = Buffer.alloc(0);
  return (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    const names: string[] = [];
    for (;;) {
      const command = readCommand(unread);
      if (command === "broken") return undefined;
      if (command === "incomplete") return names;
      names.push(command.name);
      unread = unread.subarray(command.length);
    }
  };
}

type Read = { readonly name: string; readonly length: number } | "incomplete" | "broken";

/** `*2 $4 INCR $1 a`, each in its line. */
function readCommand(bytes: Buffer): Read {
  const words = readCount(bytes, 0, "*");
  if (typeof words === "string") return words;
  let { at } = words;
  let name = "";
  for (let word = 0; word < words.count; word += 1) {
    const text = readCount(bytes, at, "$");
    if (typeof text === "string") return text;
    const end = text.at + text.count;
    if (bytes.length < end + LINE_END.length) return "incomplete";
    if (word === 0) name = bytes.toString("latin1", text.at, end).toUpperCase();
    at = end + LINE_END.length;
  }
  return { name, length: at };
}

function readCount(bytes: Buffer, from: number, mark: string): { count: number; at: number } | "incomplete" | "broken" {
  const end = bytes.indexOf(LINE_END, from);
  if (end === -1) return bytes.length - from > 32 ? "broken" : "incomplete";
  const count = new RegExp(`^\\${mark}(\\d{1,9})$`).exec(bytes.toString("latin1", from, end))?.[1];
  return count === undefined ? "broken" : { count: Number(count), at: end + LINE_END.length };
}
