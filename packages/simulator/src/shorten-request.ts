import { createHash } from "node:crypto";
import { sizeOf, type VideoRequest } from "./video-request.ts";

/** The same for requests that ask for the same. */
export function fingerprintOf(request: VideoRequest): string {
  const { model, prompt, firstFrame, lastFrame, subject, ratio, expansionMode, references, template } = request;
  const { duration, resolution } = sizeOf(request);
  const fields = [
    model,
    prompt,
    firstFrame,
    lastFrame,
    subject,
    duration,
    resolution,
    ratio,
    expansionMode,
    references,
    template,
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex").slice(0, 16);
}

/** The books keep no images. */
export function shortened(request: VideoRequest): VideoRequest {
  const { firstFrame, lastFrame, subject, references, template } = request;
  return {
    ...request,
    ...(firstFrame !== undefined && { firstFrame: short(firstFrame) }),
    ...(lastFrame !== undefined && { lastFrame: short(lastFrame) }),
    ...(subject !== undefined && { subject: short(subject) }),
    ...(references !== undefined && {
      references: {
        images: references.images.map(short),
        videos: references.videos.map(short),
        audio: references.audio.map(short),
      },
    }),
    ...(template !== undefined && { template: { ...template, media: template.media.map(short) } }),
  };
}

function short(url: string): string {
  return url.length > 500 ? `${copyOf(url.slice(0, 60))}… (${url.length} characters)` : url;
}

/** A part of a text keeps the whole text in memory, which here may have megabytes. */
function copyOf(part: string): string {
  return Buffer.from(part).toString();
}
