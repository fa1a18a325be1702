import { hostname } from "node:os";
import { InvalidInputError, isDirectory, isoTime, type ObjectStore, summarizeOutcome } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { readCliSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { galleryOfBatch, LONGEST_LINK_SECONDS, openPosters } from "../gallery/gallery-of-batch.ts";
import { formatCount } from "../progress/display-text.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { openStoreOf } from "../stand/open-store-of.ts";
import { requireBatch } from "./status.ts";
import { say } from "../words/say.ts";

export interface GalleryCommandOptions {
  readonly batch: string;
  /** Default: where the batch has its videos, else HAILUO_OUT. */
  readonly out?: string;
  /** Of links into a bucket. Default and most: seven days. */
  readonly expires?: number;
  readonly json: boolean;
}

/**
 * Writes the page of a batch as it is now, and says where it is; in a bucket, by a link that ends.
 * @throws InvalidInputError, UnavailableError.
 */
export async function gallery(
  producer: Pick<Producer, "batch" | "listBatch">,
  { batch: batchId, out, expires = LONGEST_LINK_SECONDS, json }: GalleryCommandOptions,
  shell: Shell,
): Promise<ExitCode> {
  const batch = await requireBatch(producer, batchId);
  const { place } = batch;
  if (out === undefined && place?.host !== undefined && place.host !== hostname())
    throw new InvalidInputError(
      "batch_elsewhere",
      say`Batch ${batchId} has its videos in ${place.location} on ${place.host}. Run this command there, or name another place with --out.`,
    );
  const settings = readCliSettings(shell.env);
  const open = openStoreOf(shell.env);
  const store = open(out ?? place?.location ?? settings.HAILUO_OUT);
  const interrupted = new AbortController();
  const stopListening = shell.onInterrupt(() => interrupted.abort());
  try {
    const gallery = { store, batchId, ffmpeg: settings.HAILUO_FFMPEG, open, signal: interrupted.signal };
    const written = await galleryOfBatch(gallery, {
      read: () => producer.listBatch(batchId),
      posters: openPosters(gallery),
      simulated: false,
      expiresInSeconds: expires,
      now: () => shell.now(),
    });
    const link = await linkTo(store, written.key, expires);
    const { succeeded, total } = summarizeOutcome(batch.counts);
    if (json) {
      const expiresAt = isoTime(written.expiresAt);
      printJson(shell.stdout, {
        type: "gallery",
        batch: batchId,
        total,
        succeeded,
        location: store.uri(written.key),
        link,
        expires_at: expiresAt,
      });
      return EXIT.allSucceeded;
    }
    printLine(shell.stdout, say`Gallery of ${batchId}, ${formatCount(succeeded)} of ${formatCount(total)} done:`);
    printLine(shell.stdout, link);
    for (const sentence of expirySentences(link, written.expiresAt)) printLine(shell.stderr, sentence);
    return EXIT.allSucceeded;
  } finally {
    stopListening();
    await store.close();
  }
}

async function linkTo(store: ObjectStore, key: string, seconds: number): Promise<string> {
  return isDirectory(store) ? store.uri(key) : ((await store.link(key, seconds)) ?? store.uri(key));
}

function expirySentences(link: string, expiresAt: number | undefined): readonly string[] {
  if (expiresAt === undefined) return [];
  const until = isoTime(expiresAt) ?? "";
  return [
    say`Whoever has this link sees these videos until ${until}. The same command makes new links.`,
    // S3 signs with the session's token, and asks for it as long as the link is used.
    ...(link.includes("X-Amz-Security-Token=")
      ? [say`These credentials are temporary: the links end with them, perhaps earlier.`]
      : []),
  ];
}
