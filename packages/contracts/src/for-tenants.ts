import type { StoredError } from "./errors.ts";

/**
 * What a tenant is told of where things are. A path of the server's disk says nothing to it and something to an
 * attacker: it gets the object's key and a link. An `s3://` address stays: the link to the same video tells bucket and
 * key as well, and backends with rights of their own read there.
 */
export function locationForTenants(location: string | null | undefined): string | null {
  return location?.startsWith("s3://") === true ? location : null;
}

const OF_STORAGE = /^(?:storage_|download_storage(?:_full)?$)/;

/**
 * What a tenant is told of an error. Sentences on storage are for whoever runs it: they name directories, hosts, buckets
 * and settings. All others lose the paths of the disk.
 */
export function messageForTenants({ code, message }: Pick<StoredError, "code" | "message">): string {
  if (code === "storage_inputs_unreadable")
    return "Its inputs could not be read; the log of the create worker has the reason.";
  return OF_STORAGE.test(code)
    ? "The video could not be stored; the log of the download worker has the reason."
    : withoutPaths(message);
}

/** In words of ours, and of the provider's: those of an API are no paths of a disk. */
export function withoutPaths(text: string): string {
  return text
    .replaceAll(/file:\/\/[^\s"'`<>();,]*/gi, "[path]")
    .replaceAll(/(^|[\s"'`(=:,])\/(?!(?:api|v\d|minimax|callbacks)\/)[^\s"'`<>():;,/]+\/[^\s"'`<>():;,]*/g, "$1[path]");
}

/** Why a generation waits, or how it ended. The sentences of the two ends name the video's place and the error's words. */
export function becauseForTenants(
  { state, because }: { readonly state: string; readonly because: string },
  { error, objectKey }: { readonly error?: StoredError | undefined; readonly objectKey: string },
): string {
  if (state === "succeeded") return `Its video is stored as ${objectKey}.`;
  if (state === "failed" && error !== undefined)
    return `It failed at ${error.stage}: ${messageForTenants(error)} (${error.code})`;
  return withoutPaths(because);
}
