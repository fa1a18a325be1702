import type { IncomingMessage } from "node:http";
import type { HandlerWorld } from "./object-handlers.ts";
import { receiveBody } from "./receive-body.ts";
import { S3Fault } from "./s3-fault.ts";

const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;

/** A request's XML document, verified like any other body. */
export async function readText(message: IncomingMessage, world: HandlerWorld): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  await receiveBody(message, {
    payloadHash: world.payloadHash,
    refuseChunked: world.refuseChunked,
    md5: false,
    write(chunk) {
      bytes += chunk.length;
      if (bytes > MAX_DOCUMENT_BYTES) throw new S3Fault(400, "MalformedXML", "The document is too long.");
      pieces.push(chunk);
    },
  });
  return Buffer.concat(pieces).toString("utf8");
}
