import { DownloadError } from "@hailuo-queue/contracts";

/** The error of a video beyond HAILUO_MAX_VIDEO_BYTES. */
export function tooLarge(maxBytes: number): DownloadError {
  return new DownloadError("too_large", `The video is larger than ${maxBytes} bytes (HAILUO_MAX_VIDEO_BYTES).`);
}
