import { errorMessage, UnavailableError } from "@hailuo-queue/contracts";

/** Where an error came from, for its sentence. */
export interface S3Place {
  readonly bucket: string;
  /** For people: the endpoint, or `AWS S3 in <region>`. */
  readonly service: string;
  readonly region: string;
}

/** Codes by which S3 servers say that the key or its secret is not right. */
const KEY_CODES = new Set([
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "InvalidToken",
  "ExpiredToken",
  "Unauthorized",
]);
const REGION_CODES = new Set([
  "AuthorizationHeaderMalformed",
  "PermanentRedirect",
  "IllegalLocationConstraintException",
]);
/** What OpenSSL says of a chain that ends at nobody known. */
const CERTIFICATE_CODES = /^(CERT_UNTRUSTED|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY))/;
const ENCRYPTION_WORDS = /server.side.encryption|\bKMS\b|^KMS/i;
/** Of Ceph, MinIO and others; what has no room may have some later, but not by itself. */
const FULL_CODES = /quota.?exceeded|StorageFull|InsufficientStorage|EntityTooMany/i;
const CREDENTIAL_SETTINGS = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or AWS_PROFILE)";

/**
 * Turns what the SDK throws into a sentence that names the endpoint, the bucket and the setting to look at; never a
 * key.
 */
export function explainS3Error(error: unknown, place: S3Place): UnavailableError {
  if (error instanceof UnavailableError) return error;
  // By its name: the SDK may have made another error of it.
  const seen = readError(error);
  if (seen.name === "NoTunnelError" || seen.message.includes("opened no tunnel to")) {
    return new UnavailableError("storage_unreachable", `${place.service} cannot be reached: ${seen.message}.`, {
      cause: error,
    });
  }
  const { code, sentence } = describe(seen, place);
  return new UnavailableError(code, sentence, { cause: error });
}

/** Whether an error says that the object does not exist. */
export function isMissing(error: unknown): boolean {
  const { name, status } = readError(error);
  return name === "NoSuchKey" || name === "NotFound" || (status === 404 && name !== "NoSuchBucket");
}

interface SeenError {
  readonly name: string;
  readonly status: number | undefined;
  readonly network: string | undefined;
  readonly message: string;
}

function describe(seen: SeenError, { bucket, service, region }: S3Place): { code: string; sentence: string } {
  const { name, status } = seen;
  if (name === "NoSuchBucket") {
    return {
      code: "storage_no_bucket",
      sentence: `There is no bucket "${bucket}" at ${service}; create it or change HAILUO_OUT (--out).`,
    };
  }
  if (name === "CredentialsProviderError" || name === "TokenProviderError") {
    return {
      code: "storage_no_credentials",
      sentence: `No credentials for ${service} were found; set ${CREDENTIAL_SETTINGS}.`,
    };
  }
  if (KEY_CODES.has(name) || status === 401) {
    return {
      code: "storage_bad_credentials",
      sentence: `${service} refused the access key (${name}); check ${CREDENTIAL_SETTINGS}.`,
    };
  }
  if (REGION_CODES.has(name) || status === 301) {
    const sentence =
      `${service} says that bucket "${bucket}" is not in region ${region} ` +
      `(${name}); check S3_REGION and S3_ENDPOINT.`;
    return { code: "storage_wrong_region", sentence };
  }
  if (name === "RequestTimeTooSkewed") {
    return {
      code: "storage_clock",
      sentence: `${service} refused the request because this machine's clock is wrong; set it right.`,
    };
  }
  if (status === 400 && /Content-MD5|x-amz-checksum|checksum/i.test(seen.message)) {
    const sentence =
      `${service} asks for a checksum of each object in bucket "${bucket}" (${name}), as for ` +
      "object lock; set S3_CHECKSUM=crc32, or md5 for older servers.";
    return { code: "storage_wants_checksum", sentence };
  }
  if (ENCRYPTION_WORDS.test(`${name} ${seen.message}`)) {
    const sentence =
      `${service} refuses how objects are to be encrypted in bucket "${bucket}" (${name}: ` +
      `${seen.message}); check S3_ENCRYPTION and S3_KMS_KEY_ID.`;
    return { code: "storage_wrong_encryption", sentence };
  }
  if (FULL_CODES.test(name) || status === 507) {
    const sentence =
      `Bucket "${bucket}" at ${service} is full (${name}); raise its ` + "quota, or delete what is not needed there.";
    return { code: "storage_full", sentence };
  }
  if (status === 403) {
    const sentence =
      `${service} does not let this access key use bucket "${bucket}" (${name}); it must be able to ` +
      "put, get and delete objects there. A policy may also ask for encryption (S3_ENCRYPTION=AES256 " +
      "or aws:kms) or for signed payloads (S3_SIGN_PAYLOADS=true).";
    return { code: "storage_forbidden", sentence };
  }
  if (seen.network !== undefined && CERTIFICATE_CODES.test(seen.network)) {
    const sentence =
      `${service} has a certificate that is not trusted here (${seen.network}); name a file with its authority's ` +
      "certificate in AWS_CA_BUNDLE, or in NODE_EXTRA_CA_CERTS for all of this process.";
    return { code: "storage_untrusted", sentence };
  }
  if (seen.network !== undefined) {
    const sentence = `${service} cannot be reached (${seen.network}); check S3_ENDPOINT and the network.`;
    return { code: "storage_unreachable", sentence };
  }
  if (status !== undefined && (status >= 500 || status === 429)) {
    return {
      code: "storage_busy",
      sentence: `${service} answered ${status} ${name} for bucket "${bucket}"; it may work later.`,
    };
  }
  const answer = status === undefined ? name : `${status} ${name}`;
  return {
    code: "storage_refused",
    sentence: `${service} refused a request for bucket "${bucket}": ${answer}, ${seen.message}.`,
  };
}

function readError(error: unknown): SeenError {
  if (typeof error !== "object" || error === null)
    return { name: "Error", status: undefined, network: undefined, message: String(error) };
  const fields = error as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = fields.$metadata?.httpStatusCode;
  const name = typeof fields.name === "string" ? fields.name : "Error";
  const message = errorMessage(error);
  return { name, status, network: status === undefined ? networkCode(name, fields.code, message) : undefined, message };
}

function networkCode(name: string, code: unknown, message: string): string | undefined {
  if (typeof code === "string" && /^(E[A-Z_]+|ERR_TLS.*|CERT_.*|DEPTH_ZERO.*|SELF_SIGNED.*|UNABLE_TO.*)$/.test(code))
    return code;
  // The SDK wraps errors that it does not take for Errors; the code then stands in the text only.
  const wrapped = /\b(ECONN[A-Z]+|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)\b/.exec(message)?.[1];
  if (wrapped !== undefined) return wrapped;
  if (/self[- ]signed certificate/i.test(message)) return "SELF_SIGNED_CERT";
  if (/unable to (verify the first|get (local )?issuer) certificate/i.test(message))
    return "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
  return name === "TimeoutError" || name === "AbortError" ? "no answer in time" : undefined;
}
