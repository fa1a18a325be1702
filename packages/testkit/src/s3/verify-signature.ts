import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { S3Fault } from "./s3-fault.ts";
import { headerOf, type S3Request } from "./s3-request.ts";

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const MAX_SKEW_MS = 15 * 60_000;
const MAX_PRESIGNED_SECONDS = 7 * 24 * 3600;
const PRESIGN_FIELDS = new Set([
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
]);

/**
 * Recomputes the signature and compares. Returns what the client says of its payload: a hex SHA-256, or one of S3's
 * words for an unsigned one.
 */
export async function verifySignature(request: S3Request, keys: SigningKeys, now: number): Promise<string> {
  const presigned = request.query.has("X-Amz-Signature");
  return presigned ? verifyPresigned(request, keys, now) : verifyHeader(request, keys, now);
}

async function verifyHeader(request: S3Request, keys: SigningKeys, now: number): Promise<string> {
  const authorization = headerOf(request.message, "authorization");
  if (authorization === undefined) throw new S3Fault(403, "AccessDenied", "Access Denied: the request is not signed.");
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    authorization,
  );
  if (parts === null) throw new S3Fault(400, "AuthorizationHeaderMalformed", "The authorization header is malformed.");
  const [, credential = "", signedHeaders = "", signature = ""] = parts;
  const date = parseAmzDate(headerOf(request.message, "x-amz-date"));
  checkScope(credential, keys, date);
  if (Math.abs(now - date.getTime()) > MAX_SKEW_MS) {
    throw new S3Fault(
      403,
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
    );
  }
  const headers = pickSignedHeaders(request, signedHeaders);
  const payloadHash = headers["x-amz-content-sha256"];
  if (payloadHash === undefined)
    throw new S3Fault(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  const signed = await signerFor(keys).sign(
    { ...addressOf(request), headers, query: queryBag(request.query) },
    { signingDate: date, signableHeaders: new Set(Object.keys(headers)) },
  );
  const expected = /Signature=([0-9a-f]{64})$/.exec(signed.headers["authorization"] ?? "")?.[1];
  compare(expected, signature);
  return payloadHash;
}

async function verifyPresigned(request: S3Request, keys: SigningKeys, now: number): Promise<string> {
  if (headerOf(request.message, "authorization") !== undefined) {
    throw new S3Fault(400, "InvalidArgument", "Only one auth mechanism allowed.");
  }
  const query = request.query;
  const date = parseAmzDate(query.get("X-Amz-Date") ?? undefined);
  checkScope(query.get("X-Amz-Credential") ?? "", keys, date);
  const expiresIn = Number(query.get("X-Amz-Expires"));
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > MAX_PRESIGNED_SECONDS) {
    throw new S3Fault(400, "AuthorizationQueryParametersError", "X-Amz-Expires must be between 1 second and a week.");
  }
  if (now > date.getTime() + expiresIn * 1000) throw new S3Fault(403, "AccessDenied", "Request has expired");
  const headers = pickSignedHeaders(request, query.get("X-Amz-SignedHeaders") ?? "");
  const bag = queryBag(query);
  for (const field of PRESIGN_FIELDS) delete bag[field];
  const names = new Set(Object.keys(headers));
  const signed = await signerFor(keys).presign(
    // A body that is neither text nor bytes is what the signer takes for UNSIGNED-PAYLOAD.
    { ...addressOf(request), headers, query: bag, body: {} },
    { signingDate: date, expiresIn, signableHeaders: names, unhoistableHeaders: names },
  );
  const expected = signed.query?.["X-Amz-Signature"];
  compare(typeof expected === "string" ? expected : undefined, query.get("X-Amz-Signature") ?? "");
  return headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD";
}

function checkScope(credential: string, keys: SigningKeys, date: Date): void {
  const [accessKeyId, day, region, service, ending] = credential.split("/");
  if (accessKeyId !== keys.accessKeyId) {
    throw new S3Fault(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
  }
  const expectedDay = date.toISOString().slice(0, 10).replaceAll("-", "");
  if (region !== keys.region || day !== expectedDay || service !== "s3" || ending !== "aws4_request") {
    throw new S3Fault(
      400,
      "AuthorizationHeaderMalformed",
      `The authorization header is malformed; expecting the region '${keys.region}'.`,
    );
  }
}

/** The host and every x-amz header that came must be signed, as S3 asks. */
function pickSignedHeaders(request: S3Request, list: string): Record<string, string> {
  const names = new Set(list.split(";"));
  const headers: Record<string, string> = {};
  for (const name of names) headers[name] = headerOf(request.message, name) ?? "";
  for (const name of Object.keys(request.message.headers)) {
    if ((name === "host" || name.startsWith("x-amz-")) && !names.has(name)) {
      throw new S3Fault(
        403,
        "AccessDenied",
        `There were headers present in the request which were not signed: ${name}`,
      );
    }
  }
  return headers;
}

function addressOf(request: S3Request): { method: string; protocol: string; hostname: string; path: string } {
  const path = decodeURIComponent(request.rawPath)
    .split("/")
    .map((segment) =>
      encodeURIComponent(segment).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join("/");
  return { method: request.method, protocol: "http:", hostname: "", path };
}

function queryBag(query: URLSearchParams): Record<string, string | string[]> {
  const bag: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    bag[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return bag;
}

function parseAmzDate(text: string | undefined): Date {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? "");
  if (parts === null)
    throw new S3Fault(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
  const [year, month, day, hour, minute, second] = parts.slice(1);
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function compare(expected: string | undefined, given: string): void {
  const wanted = Buffer.from(expected ?? "", "utf8");
  const claimed = Buffer.from(given, "utf8");
  if (wanted.length !== claimed.length || wanted.length === 0 || !timingSafeEqual(wanted, claimed)) {
    throw new S3Fault(
      403,
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
    );
  }
}

function signerFor(keys: SigningKeys): SignatureV4 {
  const { accessKeyId, secretAccessKey, region } = keys;
  return new SignatureV4({
    service: "s3",
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    uriEscapePath: false,
  });
}

/** The signer's idea of a hash, on node:crypto. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash("sha256")
        : createHmac("sha256", typeof secret === "string" ? secret : bytesOf(secret));
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error("A hash of the stand-in is used once.");
  }
}

function bytesOf(secret: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
