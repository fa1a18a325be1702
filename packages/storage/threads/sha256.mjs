// The other end of src/hash-thread.ts: hashes by id, fed with views of shared memory. Answers every update and digest,
// in order.
import { createHash } from "node:crypto";
import { parentPort } from "node:worker_threads";

/** @type {Map<number, import("node:crypto").Hash>} */
const hashes = new Map();

parentPort?.on("message", ({ id, bytes, digest, drop }) => {
  const hash = hashes.get(id) ?? createHash("sha256");
  if (bytes !== undefined) hash.update(bytes);
  if (drop === true) hashes.delete(id);
  else if (digest === true) {
    hashes.delete(id);
    parentPort?.postMessage(hash.digest("hex"));
  } else {
    hashes.set(id, hash);
    parentPort?.postMessage("");
  }
});
