import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c } from "./crc32c.ts";
import { S3Fault } from "./s3-fault.ts";

export const CHECKSUM_NAMES = ["crc32", "crc32c", "sha1", "sha256"] as const;
export type ChecksumName = (typeof CHECKSUM_NAMES)[number];

export interface RunningChecksum {
  update(chunk: Uint8Array): void;
  /** Base64 of the big-endian value, as S3 writes it. */
  base64(): string;
}

export function startChecksum(name: ChecksumName): RunningChecksum {
  switch (name) {
    case "crc32":
      return startCrc(crc32);
    case "crc32c":
      return startCrc(crc32c);
    case "sha1":
    case "sha256": {
      const hash = createHash(name);
      return { update: (chunk) => void hash.update(chunk), base64: () => hash.digest("base64") };
    }
  }
}

export function parseChecksumName(name: string): ChecksumName {
  const found = CHECKSUM_NAMES.find((known) => known === name.toLowerCase());
  if (found === undefined)
    throw new S3Fault(400, "InvalidRequest", `The stand-in does not know the checksum algorithm ${name}.`);
  return found;
}

function startCrc(step: (chunk: Uint8Array, before?: number) => number): RunningChecksum {
  let value = 0;
  return {
    update(chunk) {
      value = step(chunk, value);
    },
    base64() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString("base64");
    },
  };
}
