import type { IncomingMessage } from "node:http";
import { S3Fault } from "./s3-fault.ts";

/** A request taken apart: what was asked of which bucket and key. */
export interface S3Request {
  readonly message: IncomingMessage;
  readonly method: string;
  /** As it came, percent-encoded: what was signed. */
  readonly rawPath: string;
  readonly query: URLSearchParams;
  /** Empty for requests on the whole service. */
  readonly bucket: string;
  /** Empty for requests on a bucket. */
  readonly key: string;
}

/** Reads path-style and virtual-host requests: any host with a label before the endpoint's own names a bucket. */
export function readS3Request(message: IncomingMessage): S3Request {
  const target = message.url ?? "/";
  const cut = target.indexOf("?");
  const rawPath = cut === -1 ? target : target.slice(0, cut);
  const query = new URLSearchParams(cut === -1 ? "" : target.slice(cut + 1).replaceAll("+", "%2B"));
  const hostBucket = bucketOfHost(message.headers.host ?? "");
  const path = decodePath(rawPath.slice(1));
  const slash = path.indexOf("/");
  const method = message.method ?? "GET";
  if (hostBucket !== undefined) return { message, method, rawPath, query, bucket: hostBucket, key: path };
  if (slash === -1) return { message, method, rawPath, query, bucket: path, key: "" };
  return { message, method, rawPath, query, bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

/** A single header's value; a repeated one joined. */
export function headerOf(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, "");
  return name.endsWith(".localhost") ? name.slice(0, -".localhost".length) : undefined;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Fault(400, "InvalidURI", "Couldn't parse the specified URI.");
  }
}
