import { optional } from "@hailuo-queue/contracts";
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { decodeAwsChunked } from "./aws-chunked.ts";
import { type ChecksumName, parseChecksumName, type RunningChecksum, startChecksum } from "./checksums.ts";
import { eachChunk } from "./each-chunk.ts";
import { S3Fault } from "./s3-fault.ts";
import { headerOf } from "./s3-request.ts";

export interface ReceiveOptions {
  /** What the signature says of the payload. */
  readonly payloadHash: string;
  /** Answer aws-chunked bodies with 411, as Ceph radosgw 16 does. */
  readonly refuseChunked: boolean;
  /** Compute an MD5 for the ETag; costs 1.4 s per GiB. */
  readonly md5: boolean;
  readonly write: (chunk: Buffer) => Promise<void> | void;
}

export interface ReceivedBody {
  readonly bytes: number;
  readonly md5Hex?: string;
  readonly sha256Hex?: string;
  /** The checksum that the client sent and that was found right. */
  readonly checksum?: { readonly name: ChecksumName; readonly base64: string };
}

/**
 * Streams a request's body away while verifying everything that the client claims of it.
 * @throws before anything may be committed.
 */
export async function receiveBody(message: IncomingMessage, options: ReceiveOptions): Promise<ReceivedBody> {
  const chunked = options.payloadHash.startsWith("STREAMING-");
  const announced = announcedBytes(message, chunked, options);
  const trailers = new Map<string, string>();
  const claimed = claimedChecksum(message);
  const running: RunningChecksum | undefined = claimed === undefined ? undefined : startChecksum(claimed.name);
  const signedHash = /^[0-9a-f]{64}$/.test(options.payloadHash) ? createHash("sha256") : undefined;
  const contentMd5 = headerOf(message, "content-md5");
  const md5 = options.md5 || contentMd5 !== undefined ? createHash("md5") : undefined;
  let bytes = 0;
  const take = (piece: Buffer): Promise<void> | void => {
    bytes += piece.length;
    running?.update(piece);
    signedHash?.update(piece);
    md5?.update(piece);
    return options.write(piece);
  };
  if (chunked) {
    // Not destroyed on an early exit: the refusal still has to travel over this socket.
    const arriving = message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const piece of decodeAwsChunked(arriving, trailers)) await take(piece);
  } else await eachChunk(message, take);
  if (bytes !== announced)
    throw new S3Fault(400, "IncompleteBody", "You did not provide the number of bytes specified by Content-Length.");
  const sha256Hex = signedHash?.digest("hex");
  if (sha256Hex !== undefined && sha256Hex !== options.payloadHash) {
    throw new S3Fault(
      400,
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const md5Digest = md5?.digest();
  if (contentMd5 !== undefined && md5Digest?.toString("base64") !== contentMd5) {
    throw new S3Fault(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  const checksum = checkClaim(claimed, running, trailers);
  return {
    bytes,
    ...(md5Digest && { md5Hex: md5Digest.toString("hex") }),
    ...optional({ sha256Hex }),
    ...(checksum && { checksum }),
  };
}

function announcedBytes(message: IncomingMessage, chunked: boolean, options: ReceiveOptions): number {
  const missing = (): S3Fault =>
    new S3Fault(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
  if (!chunked) {
    if (options.payloadHash !== "UNSIGNED-PAYLOAD" && !/^[0-9a-f]{64}$/.test(options.payloadHash)) {
      throw new S3Fault(
        400,
        "InvalidArgument",
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, or a valid sha256 value.",
      );
    }
    const length = headerOf(message, "content-length");
    if (length === undefined) throw missing();
    return Number(length);
  }
  if (options.refuseChunked) throw missing();
  if (options.payloadHash !== "STREAMING-UNSIGNED-PAYLOAD-TRAILER") {
    throw new S3Fault(501, "NotImplemented", `The stand-in cannot verify ${options.payloadHash}.`);
  }
  const decoded = headerOf(message, "x-amz-decoded-content-length");
  if (decoded === undefined) throw missing();
  return Number(decoded);
}

/** The checksum header, or the algorithm that the trailer announces. */
function claimedChecksum(message: IncomingMessage): { name: ChecksumName; base64?: string } | undefined {
  const trailer = headerOf(message, "x-amz-trailer");
  if (trailer?.startsWith("x-amz-checksum-"))
    return { name: parseChecksumName(trailer.slice("x-amz-checksum-".length)) };
  for (const header of Object.keys(message.headers)) {
    const name = /^x-amz-checksum-(?!type$|algorithm$|mode$)(.+)$/.exec(header)?.[1];
    if (name !== undefined) return { name: parseChecksumName(name), base64: headerOf(message, header) ?? "" };
  }
  return undefined;
}

function checkClaim(
  claimed: { name: ChecksumName; base64?: string } | undefined,
  running: RunningChecksum | undefined,
  trailers: ReadonlyMap<string, string>,
): { name: ChecksumName; base64: string } | undefined {
  if (claimed === undefined || running === undefined) return undefined;
  const said = claimed.base64 ?? trailers.get(`x-amz-checksum-${claimed.name}`);
  if (said === undefined)
    throw new S3Fault(400, "MalformedTrailerError", "The trailer that was announced did not come.");
  const base64 = running.base64();
  if (said !== base64) {
    throw new S3Fault(
      400,
      "BadDigest",
      `The ${claimed.name.toUpperCase()} you specified did not match the calculated checksum.`,
    );
  }
  return { name: claimed.name, base64 };
}
