import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { ObjectFields } from "./object-headers.ts";
import type { StoppableHttpHandler } from "./stoppable-http-handler.ts";

export interface UploadClient {
  readonly client: S3Client;
  /** Through which the client sends. */
  readonly handler: StoppableHttpHandler;
}

export interface UploadTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: string;
  /** Checksums and encryption, for the object as a whole. */
  readonly fields?: ObjectFields;
}

/** S3's limit. */
const MAX_PARTS = 10_000;
/**
 * An upload of the same key that began so long before ours was left by a process that was killed or has lost its job:
 * jobs are given to others after 7 s at the earliest, and servers tell whole seconds. One that began later may be
 * alive, and would fail without its parts.
 */
const LEFT_OVER_MS = 5000;

/**
 * The requests of one upload. The signal cuts those that carry bytes; never those that create or complete, whose
 * outcome would be unknown.
 */
export interface MultipartUpload {
  putWhole(bytes: Uint8Array): Promise<void>;
  putPart(bytes: Uint8Array): Promise<void>;
  /** Then also frees what earlier uploads of the same key left behind. */
  complete(): Promise<void>;
  /** Leaves no parts behind. To be called when no part is under way any more. */
  abort(): Promise<void>;
}

export function createMultipartUpload(
  { client, handler }: UploadClient,
  target: UploadTarget,
  signal: AbortSignal,
): MultipartUpload {
  const { fields = {}, ...object } = target;
  const { Bucket, Key } = object;
  const { ChecksumAlgorithm } = fields;
  const parts: CompletedPart[] = [];
  let partCount = 0;
  let created: Promise<string> | undefined;
  const create = async (): Promise<string> => {
    const answer = await client.send(new CreateMultipartUploadCommand({ ...object, ...fields }));
    if (answer.UploadId === undefined) throw new Error("the server gave no upload id");
    return answer.UploadId;
  };
  return {
    async putWhole(bytes) {
      signal.throwIfAborted();
      handler.stopWith(bytes, signal);
      await client.send(new PutObjectCommand({ ...object, ...fields, Body: bytes }));
    },
    async putPart(bytes) {
      partCount += 1;
      const PartNumber = partCount;
      if (PartNumber > MAX_PARTS) throw new Error(`more than ${MAX_PARTS} parts of ${bytes.length} bytes`);
      created ??= create();
      const UploadId = await created;
      signal.throwIfAborted();
      handler.stopWith(bytes, signal);
      const part = { Bucket, Key, UploadId, PartNumber, Body: bytes, ...(ChecksumAlgorithm && { ChecksumAlgorithm }) };
      const { ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1, ChecksumSHA256 } = await client.send(
        new UploadPartCommand(part),
      );
      // Where parts have checksums, the list that completes them must name them.
      parts.push({ PartNumber, ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1, ChecksumSHA256 });
    },
    async complete() {
      const Parts = parts.toSorted((one, other) => (one.PartNumber ?? 0) - (other.PartNumber ?? 0));
      const UploadId = await created;
      const leftOver = await earlierUploads(client, target, UploadId);
      await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
      // The object is stored; what is left over costs storage and nothing else.
      await Promise.allSettled(
        leftOver.map((other) => client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: other }))),
      );
    },
    async abort() {
      const UploadId = await created?.catch(() => undefined);
      if (UploadId === undefined) return;
      // When the server is away the parts stay until its lifecycle rule takes them; the first error is the one to show.
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
    },
  };
}

/** Judged by the server's clock alone. A server that does not list uploads keeps them until its lifecycle rule. */
async function earlierUploads(
  client: S3Client,
  { Bucket, Key }: UploadTarget,
  ours: string | undefined,
): Promise<readonly string[]> {
  const { Uploads = [] } = await client
    .send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }))
    .catch(() => ({ Uploads: [] }));
  const begunAt = Uploads.find(({ UploadId }) => UploadId === ours)?.Initiated?.getTime() ?? 0;
  return Uploads.flatMap(({ Key: found, UploadId, Initiated }) =>
    found === Key && UploadId !== undefined && Initiated !== undefined && Initiated.getTime() <= begunAt - LEFT_OVER_MS
      ? [UploadId]
      : [],
  );
}
