import { Agent, type AgentOptions } from "node:https";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { type PutOptions, optional } from "@hailuo-queue/contracts";
import type { WayOut } from "@hailuo-queue/outbound";
import { explainS3Error, isMissing, type S3Place } from "./explain-s3-error.ts";
import { openHashThread, type RunningHash } from "./hash-thread.ts";
import { findRegion } from "./find-region.ts";
import type { HashingObjectStore } from "./hashing-store.ts";
import { assertObjectKey } from "./object-key.ts";
import { objectFields, type S3Checksum, type S3Encryption, sendContentMd5 } from "./object-headers.ts";
import { proxiedHandler } from "./proxied-handler.ts";
import { createPartBuffers } from "./part-buffers.ts";
import { createS3Client } from "./s3-client.ts";
import { needsSignedPayload, sendUnsignedPayloads } from "./sign-payload.ts";
import { createStoppableBody } from "./stoppable-body.ts";
import { StoppableHttpHandler } from "./stoppable-http-handler.ts";
import { readAuthorities } from "./read-authorities.ts";
import { uploadBody, type UploadedBody } from "./upload-body.ts";
import { verifyStore } from "./verify-store.ts";

/** A bucket, how it is reached, and how much memory its uploads may use. */
export interface S3StoreOptions {
  readonly bucket: string;
  /** Put before every key: empty, or ending in `/`. */
  readonly prefix: string;
  /** Default AWS. */
  readonly endpoint?: string | undefined;
  /**
   * Where those who get links reach the server: a presigned link holds for the very host that it was signed for.
   * Default: the endpoint.
   */
  readonly publicEndpoint?: string | undefined;
  /** Default that of the environment or the profile that the SDK finds, else us-east-1. */
  readonly region?: string | undefined;
  /** Default true when an endpoint is given: most S3 servers of one's own have no wildcard DNS. */
  readonly forcePathStyle?: boolean | undefined;
  /**
   * Default 8 MiB; at least 5 MiB. Objects of this size or less go as one PutObject. At 10,000 parts, 8 MiB carry 78
   * GiB.
   */
  readonly partBytes?: number;
  /** Parts of one object that travel at once; default 2. */
  readonly queueSize?: number;
  /**
   * Part buffers of the whole store, the bound of its memory; default 6 (48 MiB). An upload begins with one; others
   * wait before their body is pulled.
   */
  readonly maxBuffers?: number;
  /**
   * Send a SHA-256 of each part that the server verifies; default true over plain HTTP to another machine, see
   * sign-payload.ts.
   */
  readonly signPayloads?: boolean | undefined;
  /** Default none: TLS guards what travels, and the size is read back. Buckets with object lock ask for one. */
  readonly checksum?: S3Checksum | undefined;
  /** Default as the bucket is set up. */
  readonly encryption?: S3Encryption | undefined;
  readonly kmsKeyId?: string | undefined;
  /** How long each call of `check` may take; default 5,000. */
  readonly checkCallMs?: number | undefined;
  /** Default: straight, through no proxy. */
  readonly wayOut?: WayOut | undefined;
  /** A file of certificates (PEM) that are trusted besides Node's. */
  readonly caBundle?: string | undefined;
  /** Default the SDK's own chain: environment, profile, web identity, instance role. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** As the SDK opens for itself. */
const SDK_SOCKETS = { keepAlive: true, maxSockets: 50 };
const CHECK_CALL_MS = 5000;
const CONNECT_TIMEOUT_MS = 3000;
/** Without a byte moving for so long, a request is given up and tried again. */
const SOCKET_TIMEOUT_MS = 30_000;

/** Object storage that speaks S3: AWS, MinIO, Ceph radosgw, Cloudflare R2. */
export function createS3ObjectStore(options: S3StoreOptions): HashingObjectStore {
  const { bucket, prefix, endpoint, credentials, partBytes = 8 * 1024 * 1024, queueSize = 2 } = options;
  const { caBundle } = options;
  const timeouts = { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SOCKET_TIMEOUT_MS };
  const ca = async (): Promise<AgentOptions> => (caBundle === undefined ? {} : { ca: await readAuthorities(caBundle) });
  const straight =
    caBundle === undefined
      ? timeouts
      : async () => ({ ...timeouts, httpsAgent: new Agent({ ...SDK_SOCKETS, ...(await ca()) }) });
  const handler = new StoppableHttpHandler(straight, options.wayOut && proxiedHandler(options.wayOut, timeouts, ca));
  const placed: S3ClientConfig = {
    region: options.region ?? findRegion,
    forcePathStyle: options.forcePathStyle ?? endpoint !== undefined,
    ...optional({ endpoint }),
    ...(credentials && { credentials }),
  };
  const client = createS3Client({
    ...placed,
    // The SDK's newer extra checksums are refused by some servers: R2 and older MinIO know few of their headers, Ceph
    // 16 answers 411 to their trailers.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // The SDK would ask before each body of 2 MiB or more whether it may come: a round trip per part, for a refusal
    // that is rare.
    expectContinueHeader: false,
    // Put together once for each kind of request, which holds as long as no `send` is given options: see
    // stoppable-http-handler.ts.
    cacheMiddleware: true,
    requestHandler: handler,
  });
  // It copies each request for the logger, and there is none.
  client.middlewareStack.remove("loggerMiddleware");
  /** Signs links and sends nothing. */
  const signer =
    options.publicEndpoint === undefined
      ? client
      : createS3Client({ ...placed, endpoint: options.publicEndpoint, credentials: () => client.config.credentials() });
  if (!(options.signPayloads ?? needsSignedPayload(endpoint))) sendUnsignedPayloads(client);
  if (options.checksum === "md5") sendContentMd5(client);
  const fields = objectFields(options);
  const placeOf = async (): Promise<S3Place> => {
    const region = await client.config.region();
    return { bucket, region, service: endpoint ?? `AWS S3 in ${region}` };
  };
  const buffers = createPartBuffers({ partBytes, count: options.maxBuffers ?? 6 });
  const fullKey = (key: string): string => {
    assertObjectKey(key);
    assertObjectKey(prefix + key);
    return prefix + key;
  };
  /** Runs one request; what the SDK throws comes out as a sentence. */
  const ask = async <Result>(request: () => Promise<Result>): Promise<Result> => {
    try {
      return await request();
    } catch (error) {
      throw explainS3Error(error, await placeOf());
    }
  };
  const orMissing = async <Result>(request: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await request();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw explainS3Error(error, await placeOf());
    }
  };

  const hashThread = openHashThread();
  const upload = async (
    key: string,
    body: AsyncIterable<Uint8Array>,
    { contentType, signal }: PutOptions,
    hash?: RunningHash,
  ): Promise<UploadedBody> => {
    const Key = fullKey(key);
    signal?.throwIfAborted();
    const source = createStoppableBody(body, signal);
    try {
      const target = { Bucket: bucket, Key, ContentType: contentType, fields };
      return await uploadBody({ client, handler }, target, source, {
        buffers,
        queueSize,
        ...(hash && { hash }),
        ...(signal && { signal }),
      });
    } catch (error) {
      source.cancel(error);
      throw source.failure === undefined ? explainS3Error(error, await placeOf()) : source.failure.error;
    } finally {
      source.release();
    }
  };

  const store: HashingObjectStore = {
    location: `s3://${bucket}/${prefix}`,
    uri: (key) => `s3://${bucket}/${fullKey(key)}`,
    async put(key, body, options) {
      const { bytes } = await upload(key, body, options);
      return { bytes, contentType: options.contentType };
    },
    async putHashed(key, body, options) {
      const hash = hashThread.start();
      try {
        const { bytes, sha256 } = await upload(key, body, options, hash);
        if (sha256 === undefined) throw new Error(`${key} was stored without its hash`);
        return { bytes, contentType: options.contentType, sha256 };
      } finally {
        hash.drop();
      }
    },
    async head(key) {
      const Key = fullKey(key);
      const found = await orMissing(() => client.send(new HeadObjectCommand({ Bucket: bucket, Key })));
      if (found === undefined) return undefined;
      return {
        bytes: found.ContentLength ?? 0,
        ...optional({ contentType: found.ContentType }),
      };
    },
    async get(key, range) {
      const Key = fullKey(key);
      const part = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` };
      const found = await orMissing(() => client.send(new GetObjectCommand({ Bucket: bucket, Key, ...part })));
      return found?.Body as AsyncIterable<Uint8Array> | undefined;
    },
    async link(key, expiresIn) {
      const Key = fullKey(key);
      return ask(() => getSignedUrl(signer, new GetObjectCommand({ Bucket: bucket, Key }), { expiresIn }));
    },
    async keep(key, keptKey) {
      const [from, to] = [fullKey(key), fullKey(keptKey)];
      // Looked at in this order: whoever stores another object under the first key has kept this one before.
      const source = await orMissing(() => client.send(new HeadObjectCommand({ Bucket: bucket, Key: from })));
      if ((await orMissing(() => client.send(new HeadObjectCommand({ Bucket: bucket, Key: to })))) !== undefined)
        return true;
      if (source === undefined) return false;
      const copy = {
        Bucket: bucket,
        Key: to,
        CopySource: [bucket, ...from.split("/")].map(encodeURIComponent).join("/"),
        // No other object takes its place, should this call be held up.
        CopySourceIfMatch: source.ETag,
        ...fields,
      };
      await ask(() => client.send(new CopyObjectCommand(copy)));
      return true;
    },
    async delete(key) {
      const Key = fullKey(key);
      await ask(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key })));
    },
    check: (signal) =>
      verifyStore(store, {
        callMs: options.checkCallMs ?? CHECK_CALL_MS,
        advice:
          "check S3_ENDPOINT, the credentials and the network, or give a slow store more time (S3_CALL_TIMEOUT_MS)",
        signal,
        prepare: () => ask(() => client.config.credentials()),
      }),
    async close() {
      client.destroy();
      signer.destroy();
      await hashThread.close();
    },
  };
  return store;
}
