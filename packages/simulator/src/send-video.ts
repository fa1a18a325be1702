import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { parseByteRange } from "./byte-range.ts";
import type { DownloadFault } from "./faults.ts";
import { reset, stillThereAfter, writeText } from "./reply-writer.ts";
import type { Task } from "./tasks.ts";
import { type OddVideo, videoFileFor, type VideoFile } from "./video-file.ts";
import { rollFault, type World } from "./world.ts";

const pack = promisify(gzip);
/** More than most clients follow without being told to. */
const REDIRECTS = 8;
const ODD_VIDEOS: Readonly<Partial<Record<DownloadFault, OddVideo>>> = {
  downloadOtherSize: "otherSize",
  downloadShort: "short",
  downloadNoPicture: "noPicture",
};
/** What stores and proxies were seen to write of bytes that are just the file. */
const ODD_ENCODINGS = ["aws-chunked", "utf-8", "binary", "none"] as const;
const ODD_HEADS: Readonly<Partial<Record<DownloadFault, Readonly<Record<string, string>>>>> = {
  downloadGzip: { "Content-Encoding": "gzip" },
  downloadOddEncoding: {},
  download206: {},
  downloadPadded: {},
};

/** Up to here a file is put together and sent at once; above, it is made up piece by piece at the reader's pace. */
const WHOLE_BYTES = 1_048_576;

/** Sends one task's video with all that a file server does, or as far as the fault lets it come. */
export async function sendVideo(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  task: Task,
): Promise<void> {
  const { settings } = world;
  task.downloads += 1;
  const fault = request.method === "HEAD" ? undefined : rollFault(world, "download");
  if (fault !== undefined) world.faults.add(fault);
  if (fault !== undefined && sendsNothing(request, response, fault)) return;
  const file = videoFileFor(task, fault === undefined ? undefined : ODD_VIDEOS[fault]);
  const range =
    settings.ranges && appliesRange(request, file) ? parseByteRange(request.headers.range, file.length) : "whole";
  if (range === "unsatisfiable") {
    response.writeHead(416, { "Content-Range": `bytes */${file.length}`, "Content-Length": 0 });
    response.end();
    return;
  }
  const { start, end } = range === "whole" ? { start: 0, end: file.length } : range;
  if (range === "whole" && fault !== undefined && (await sendsOddly(world, response, file, fault))) {
    task.completedDownloads += 1;
    return;
  }
  response.writeHead(range === "whole" ? 200 : 206, {
    "Content-Type": "video/mp4",
    "Content-Length": end - start,
    ETag: file.etag,
    "Last-Modified": new Date(task.walk.endsAt).toUTCString(),
    ...(settings.ranges && { "Accept-Ranges": "bytes" }),
    ...(range !== "whole" && { "Content-Range": `bytes ${start}-${end - 1}/${file.length}` }),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  if (fault === "downloadTruncated" || fault === "downloadStalled") {
    await sendHalf(response, file, { start, end }, fault, settings.faults.hangMs ?? 60_000);
    return;
  }
  const slowly = fault === "downloadSlow" ? (settings.faults.slowBytesPerSecond ?? 20_000) : undefined;
  const complete = await sendPieces(response, file, { start, end }, slowly);
  world.downloads.add(complete ? "complete" : "cutByClient");
  if (complete) task.completedDownloads += 1;
}

function appliesRange(request: IncomingMessage, file: VideoFile): boolean {
  const condition = request.headers["if-range"];
  return condition === undefined || condition === file.etag;
}

function sendsNothing(request: IncomingMessage, response: ServerResponse, fault: DownloadFault): boolean {
  if (fault === "downloadReset") reset(response);
  else if (fault === "download500")
    writeText(response, 500, "application/xml", "<Error><Code>InternalError</Code></Error>\n");
  else if (fault === "downloadHtml")
    writeText(response, 200, "text/html", "<html><body><h1>We will be back soon</h1></body></html>\n");
  else if (fault === "downloadRedirects") redirect(request, response, REDIRECTS);
  else return false;
  return true;
}

/** Sends a redirect to the same link, which redirects so many times less one. */
function redirect(request: IncomingMessage, response: ServerResponse, hops: number): void {
  const [link] = (request.url ?? "").split("&hops=");
  response.writeHead(302, { Location: `${link}&hops=${hops - 1}`, "Content-Length": 0 }).end();
}

/** Whether the link was one of a chain of redirects, which then goes on. */
export function goesOnRedirecting(request: IncomingMessage, response: ServerResponse): boolean {
  const hops = Number(/&hops=(\d+)$/.exec(request.url ?? "")?.[1] ?? 0);
  if (hops > 0) redirect(request, response, hops);
  return hops > 0;
}

/** The whole video, in a way that only its bytes make good. */
async function sendsOddly(
  world: World,
  response: ServerResponse,
  file: VideoFile,
  fault: DownloadFault,
): Promise<boolean> {
  const head = ODD_HEADS[fault];
  if (head === undefined) return false;
  const whole = Buffer.concat([...file.pieces(0, file.length)]);
  const body =
    fault === "downloadGzip"
      ? await pack(whole)
      : fault === "downloadPadded"
        ? Buffer.concat([whole, Buffer.alloc(512)])
        : whole;
  response.writeHead(fault === "download206" ? 206 : 200, {
    "Content-Type": "video/mp4",
    "Content-Length": body.length,
    ...(fault === "download206" && { "Content-Range": `bytes 0-${body.length - 1}/${body.length}` }),
    ...head,
    ...(fault === "downloadOddEncoding" && { "Content-Encoding": oddEncoding(world) }),
  });
  response.end(body);
  return true;
}

/** One after the other, over all downloads that meet the fault. */
function oddEncoding(world: World): string {
  const met = world.faults.get("downloadOddEncoding");
  return ODD_ENCODINGS[(met - 1) % ODD_ENCODINGS.length] ?? ODD_ENCODINGS[0];
}

/** The header promised more: then the connection is cut, or nothing more comes. */
async function sendHalf(
  response: ServerResponse,
  file: VideoFile,
  { start, end }: { start: number; end: number },
  fault: "downloadTruncated" | "downloadStalled",
  hangMs: number,
): Promise<void> {
  const middle = start + Math.floor((end - start) / 2);
  for (const piece of file.pieces(start, middle)) {
    const sent = await new Promise<boolean>((resolve) => {
      response.once("close", () => resolve(false));
      response.write(piece, () => resolve(true));
    });
    if (!sent) return;
  }
  // An orderly FIN in the middle: what a reader that trusts the end of the stream takes for the whole file.
  if (fault === "downloadTruncated") response.socket?.destroy();
  else if (await stillThereAfter(response, hangMs)) reset(response);
}

async function sendPieces(
  response: ServerResponse,
  file: VideoFile,
  { start, end }: { start: number; end: number },
  slowly: number | undefined,
): Promise<boolean> {
  if (slowly === undefined && end - start <= WHOLE_BYTES) {
    return new Promise((resolve) => {
      response.once("finish", () => resolve(true));
      response.once("close", () => resolve(false));
      response.end(Buffer.concat([...file.pieces(start, end)]));
    });
  }
  const pieces = slowly === undefined ? file.pieces(start, end) : throttle(file.pieces(start, end), slowly);
  try {
    await pipeline(Readable.from(pieces, { objectMode: false }), response);
    return true;
  } catch {
    return false;
  }
}

async function* throttle(pieces: Iterable<Buffer>, bytesPerSecond: number): AsyncGenerator<Buffer> {
  const step = Math.max(1, Math.ceil(bytesPerSecond / 20));
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; from += step) {
      const part = piece.subarray(from, from + step);
      yield part;
      await wait((part.length / bytesPerSecond) * 1000, undefined, { ref: false });
    }
  }
}
