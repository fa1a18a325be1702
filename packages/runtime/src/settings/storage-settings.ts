import { integer, optionalHttpUrl, optionalSwitch, text } from "../env/setting-kinds.ts";

/** Where things are stored. Every process that reads or writes there needs the same. */
export const storagePlaceSettings = {
  HAILUO_OUT: text({
    description:
      "Storage of videos and of inputs (pictures, videos and recordings that requests use): a directory, or `s3://bucket/prefix`. S3 credentials come from the AWS SDK's default chain (AWS_ACCESS_KEY_ID, profiles, roles).",
    default: "./hailuo-out",
    allowed: "a directory, or s3://bucket/prefix",
  }),
  S3_ENDPOINT: optionalHttpUrl({ description: "For servers other than AWS: MinIO, Ceph, R2.", defaultText: "that of AWS" }),
  S3_REGION: text({ description: "The bucket's region.", default: "us-east-1", allowed: "a region's name", pattern: /^[\w-]+$/ }),
  S3_FORCE_PATH_STYLE: optionalSwitch({
    description: "Whether the bucket is part of the path instead of the host name.",
    defaultText: "true when S3_ENDPOINT is set, else false",
  }),
} as const;

export const storageSettings = {
  ...storagePlaceSettings,
  HAILUO_OBJECT_KEY: text({
    description:
      "Name of each video in the storage. `{batch}`, `{id}` and `{custom_id}` are replaced; `|` takes the first that exists. A template with `{custom_id}` also needs a plain `{id}`, or `{batch}` separated from it by one of `/ @ = +` or a space.",
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
