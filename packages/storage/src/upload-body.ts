import { Readable } from "node:stream";
import { PutObjectCommand, type S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { StoppableBody } from "./stoppable-body.ts";

export interface UploadTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: string;
}

export interface UploadOptions {
  readonly partBytes: number;
  readonly queueSize: number;
  readonly signal?: AbortSignal;
}

/** Streams a body into one object: a PutObject when it fits into one part, else multipart, which is aborted on any failure. Returns the bytes. */
export async function uploadBody(client: S3Client, target: UploadTarget, source: StoppableBody, options: UploadOptions): Promise<number> {
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      bytes += chunk.length;
      yield chunk;
    }
  };
  const upload = new Upload({
    client: stoppableClient(client, source, options.signal),
    params: { ...target, Body: Readable.from(counted()) },
    partSize: options.partBytes,
    queueSize: options.queueSize,
    leavePartsOnError: false,
  });
  await upload.done();
  return bytes;
}

/**
 * Upload's own abort rejects at once and tidies up later, unawaited. So the signal is not given to it: it ends the body and
 * the requests that carry bytes, and Upload then takes its failure path, which waits for AbortMultipartUpload. Requests that
 * create or complete an upload are never cut: their outcome would be unknown.
 */
function stoppableClient(client: S3Client, source: StoppableBody, signal: AbortSignal | undefined): S3Client {
  const facade = Object.create(client) as S3Client;
  const send = async (command: Parameters<S3Client["send"]>[0]): Promise<unknown> => {
    const carriesBytes = command instanceof UploadPartCommand || command instanceof PutObjectCommand;
    try {
      return await client.send(command as UploadPartCommand, carriesBytes && signal ? { abortSignal: signal } : {});
    } catch (error) {
      // A part that cannot be stored ends the pull at once, even while the source is silent.
      source.cancel(error);
      throw error;
    }
  };
  return Object.assign(facade, { send });
}
