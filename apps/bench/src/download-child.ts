import { createVideoArchive, openObjectStore } from "@hailuo-queue/storage";
import { copyPlainly } from "./plain-copy.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface DownloadInput {
  readonly which: "ours" | "plain";
  /** A small file that is copied before the process is ready: a worker has loaded the SDK long before its next video. */
  readonly warmUpLink: string;
  /** All are taken at once. */
  readonly links: readonly string[];
  readonly bytesEach: number;
  readonly bucket: string;
  readonly endpoint: string;
  readonly sinkUrl: string;
}

export interface DownloadRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

type Copy = (link: string, name: string) => Promise<number>;

await serveParent(async (input: DownloadInput) => {
  const { copy, close } = input.which === "ours" ? openOurs(input) : openPlain(input);
  await copy(input.warmUpLink, "warm-up");
  return { ready: true, answers: { run: () => copyAll(input, copy) }, close };
});

function openOurs({ bucket, endpoint, bytesEach }: DownloadInput): { readonly copy: Copy; close(): Promise<void> } {
  const store = openObjectStore(`s3://${bucket}`, { endpoint });
  const archive = createVideoArchive({ store, maxBytes: bytesEach, allowPrivateHosts: true });
  return {
    async copy(downloadUrl, name) {
      // One for each, as each job of the worker has.
      const { signal } = new AbortController();
      return (await archive.save({ downloadUrl, objectKey: `${name}.mp4`, signal })).bytes;
    },
    close: () => store.close(),
  };
}

function openPlain({ sinkUrl }: DownloadInput): { readonly copy: Copy; close(): Promise<void> } {
  return { copy: (link, name) => copyPlainly(link, `${sinkUrl}/${name}.mp4`), close: async () => undefined };
}

async function copyAll({ links, bytesEach }: DownloadInput, copy: Copy): Promise<DownloadRun> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const copied = await Promise.all(links.map((link, at) => copy(link, `video-${at}`)));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const wrong = copied.find((bytes) => bytes !== bytesEach);
  if (wrong !== undefined) throw new Error(`${wrong} bytes were copied of a file of ${bytesEach}`);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}
