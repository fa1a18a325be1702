import { MessageChannel, type MessagePort } from "node:worker_threads";

/** Smaller ones cost less to collect than to free. */
const LEAST_BYTES = 8 * 1024;

/** Handed over to a closed port, bytes go away with the message that would have brought them. */
const nowhere = closedPort();

/**
 * Gives back the memory of bytes that were read of a socket and are of no use, at once. They would wait for the garbage
 * collector, which counts the little that JavaScript knows of them and not the 64 KiB beside it: a caller that sends on
 * behind its refusal had it hold hundreds of megabytes, and then look through all objects. Nothing may look at these
 * bytes again. What shares its memory with others is left alone.
 */
export function freeBytes(bytes: Uint8Array): void {
  const { buffer } = bytes;
  const isAlone = bytes.byteOffset === 0 && bytes.byteLength === buffer.byteLength;
  if (!isAlone || bytes.byteLength < LEAST_BYTES || !(buffer instanceof ArrayBuffer)) return;
  nowhere.postMessage(undefined, [buffer]);
}

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
