import type { SettingsOf } from "../env/read-env.ts";
import { choice, integer, optionalHttpUrl, optionalSwitch, optionalText, text } from "../env/setting-kinds.ts";

/** Where things are stored. Every process that reads or writes there needs the same. */
export const storagePlaceSettings = {
  HAILUO_OUT: text({
    description:
      "Storage of videos and of inputs (pictures, videos and recordings that requests use): a directory, or " +
      "`s3://bucket/prefix`. S3 credentials come from the AWS SDK's default chain (AWS_ACCESS_KEY_ID, profiles, " +
      "roles).",
    default: "./hailuo-out",
    allowed: "a directory, or s3://bucket/prefix",
  }),
  S3_ENDPOINT: optionalHttpUrl({
    description: "For servers other than AWS: MinIO, Ceph, R2.",
    defaultText: "that of AWS",
  }),
  S3_PUBLIC_ENDPOINT: optionalHttpUrl({
    description:
      "The same server where those who get links reach it: links to videos are " +
      "signed for this host, and hold for no other.",
    defaultText: "S3_ENDPOINT",
  }),
  S3_REGION: optionalText({
    description: "The bucket's region.",
    defaultText: "AWS_REGION, AWS_DEFAULT_REGION, the profile's, else us-east-1",
    allowed: "a region's name",
    pattern: /^[\w-]+$/,
  }),
  AWS_REGION: optionalText({
    description: "Used if S3_REGION is not set.",
    allowed: "a region's name",
    pattern: /^[\w-]+$/,
  }),
  AWS_DEFAULT_REGION: optionalText({
    description: "Used if neither is set.",
    allowed: "a region's name",
    pattern: /^[\w-]+$/,
  }),
  S3_FORCE_PATH_STYLE: optionalSwitch({
    description: "Whether the bucket is part of the path instead of the host name.",
    defaultText: "true when S3_ENDPOINT is set, else false",
  }),
  S3_CHECKSUM: choice(["none", "crc32", "crc32c", "sha1", "sha256", "md5"], {
    description:
      "The checksum that each object is sent with, for servers that ask for one (buckets with " +
      "object lock). md5 is the header Content-MD5, for older servers.",
    default: "none",
  }),
  S3_ENCRYPTION: optionalText({
    description: "How the server encrypts objects, for buckets whose policy requires that each request says so.",
    defaultText: "as the bucket is set up",
    allowed: "AES256, aws:kms or aws:kms:dsse",
    pattern: /^(AES256|aws:kms|aws:kms:dsse)$/,
  }),
  S3_KMS_KEY_ID: optionalText({
    description: "The KMS key that encrypts objects, by its id or ARN; set alone, it implies aws:kms.",
    allowed: "an id, an alias or an ARN",
    pattern: /^[\w:/+=,.@-]+$/,
  }),
  S3_SIGN_PAYLOADS: optionalSwitch({
    description:
      "Whether each object's bytes are signed, for servers that refuse " +
      "UNSIGNED-PAYLOAD; costs 0.7 s of CPU time per GiB.",
    defaultText: "true over plain HTTP to another machine, else false",
  }),
  S3_CALL_TIMEOUT_MS: integer({
    description:
      "Time limit of each call that checks storage (at start, by doctor, for " +
      "/readyz): one write, one read, one delete.",
    default: 5000,
    min: 100,
    max: 120_000,
    unit: "ms",
  }),
  AWS_CA_BUNDLE: optionalText({
    description:
      "A PEM file of certificates to trust in addition to Node's, for " +
      "storage with a certificate authority of your own.",
    allowed: "a file's path",
  }),
} as const;

/** Settings of storage: the place, the names of videos and their largest size. */
export const storageSettings = {
  ...storagePlaceSettings,
  HAILUO_OBJECT_KEY: text({
    description:
      "Name of each video in the storage. `{batch}`, `{id}` and `{custom_id}` are replaced; `|` " +
      "takes the first that exists. A template with `{custom_id}` also needs a plain `{id}`, or " +
      "`{batch}` separated from it by one of `/ @ = +` or a space.",
    default: "{batch}/{custom_id|id}.mp4",
  }),
  HAILUO_MAX_VIDEO_BYTES: integer({
    description: "A longer file is not stored.",
    default: 2_147_483_648,
    min: 1024,
    max: 1_099_511_627_776,
    unit: "bytes",
  }),
} as const;

/** The settings that say where videos are stored, and how that place is reached. */
export type StoragePlace = SettingsOf<typeof storagePlaceSettings>;
