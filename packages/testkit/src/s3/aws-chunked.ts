import { S3Fault } from "./s3-fault.ts";

const MAX_LINE = 8 * 1024;
const malformed = (): S3Fault =>
  new S3Fault(400, "IncompleteBody", "The aws-chunked body is malformed or ended too early.");

/**
 * Takes the aws-chunked framing off: `size-hex CRLF bytes CRLF … 0 CRLF trailer: value CRLF CRLF`. Trailers are put
 * into `trailers`.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  let buffered: Buffer = Buffer.alloc(0);
  let left = 0;
  let mode: "size" | "data" | "data-end" | "trailer" = "size";
  for await (const chunk of source) {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    while (buffered.length > 0) {
      if (mode === "data") {
        const piece = buffered.subarray(0, left);
        buffered = buffered.subarray(piece.length);
        left -= piece.length;
        if (left === 0) mode = "data-end";
        yield piece;
        continue;
      }
      const end = buffered.indexOf("\r\n");
      if (end === -1) {
        if (buffered.length > MAX_LINE) throw malformed();
        break;
      }
      const line = buffered.subarray(0, end).toString("latin1");
      buffered = buffered.subarray(end + 2);
      if (mode === "data-end") {
        if (line !== "") throw malformed();
        mode = "size";
      } else if (mode === "size") {
        const size = /^([0-9a-fA-F]{1,12})(;.*)?$/.exec(line)?.[1];
        if (size === undefined) throw malformed();
        left = Number.parseInt(size, 16);
        mode = left === 0 ? "trailer" : "data";
      } else if (line !== "") {
        const colon = line.indexOf(":");
        if (colon < 1) throw malformed();
        trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
      }
    }
  }
  if (mode !== "trailer") throw malformed();
}
