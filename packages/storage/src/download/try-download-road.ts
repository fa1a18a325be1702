import type { WayOut } from "@hailuo-queue/outbound";
import { openDownload } from "./open-download.ts";

const WAIT_MS = 4000;

/**
 * Opens a URL as a download link is opened, and lets go of it: any answer means that the road leads there.
 * @throws DownloadError.
 */
export async function tryDownloadRoad(
  link: string,
  { wayOut, signal }: { readonly wayOut: WayOut; readonly signal: AbortSignal },
): Promise<number | undefined> {
  const { response } = await openDownload(link, {
    wayOut,
    signal,
    // The operator's own setting, not a stranger's link.
    allowPrivateHosts: true,
    connectTimeoutMs: WAIT_MS,
    idleTimeoutMs: WAIT_MS,
    maxRedirects: 3,
    headers: {},
  });
  response.destroy();
  return response.statusCode;
}
