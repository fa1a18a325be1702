import { openWayOut } from "./open-way-out.ts";
import type { ProxySettings } from "./settings/proxy-settings.ts";
import type { StoragePlace } from "./settings/storage-settings.ts";

/** Of these settings, how a store is reached, in the names of `openObjectStore`. */
export function storeOptions(settings: StoragePlace & ProxySettings) {
  return {
    endpoint: settings.S3_ENDPOINT,
    publicEndpoint: settings.S3_PUBLIC_ENDPOINT,
    region: settings.S3_REGION ?? settings.AWS_REGION ?? settings.AWS_DEFAULT_REGION,
    forcePathStyle: settings.S3_FORCE_PATH_STYLE,
    checksum: settings.S3_CHECKSUM,
    encryption: settings.S3_ENCRYPTION as "AES256" | "aws:kms" | "aws:kms:dsse" | undefined,
    kmsKeyId: settings.S3_KMS_KEY_ID,
    signPayloads: settings.S3_SIGN_PAYLOADS,
    checkCallMs: settings.S3_CALL_TIMEOUT_MS,
    caBundle: settings.AWS_CA_BUNDLE,
    wayOut: openWayOut(settings),
  };
}
