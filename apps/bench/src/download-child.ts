import { createVideoArchive, openObjectStore } from "@hailuo-queue/storage";
import { copyPlainly } from "./plain-copy.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface DownloadInput {
  /** The worker's way; or each link piped into one PUT to its target. */
  readonly which: "ours" | "plain";
  /**
   * Small files that are copied one after the other before the process is ready: a worker is warm long before its next
   * video.
   */
  readonly warmUp: readonly Copied[];
  readonly warmUpTurns: number;
  /** All are copied at once. */
  readonly files: readonly Copied[];
  readonly bytesEach: number;
  readonly bucket: string;
  readonly endpoint: string;
}

export interface Copied {
  readonly name: string;
  readonly link: string;
  /** Where a plain copy puts it. */
  readonly target: string;
}

export interface DownloadRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

type Copy = (file: Copied) => Promise<number>;

await serveParent(async (input: DownloadInput) => {
  const { copy, close } = input.which === "ours" ? openOurs(input) : openPlain();
  for (let turn = 0; turn < input.warmUpTurns; turn += 1) {
    for (const file of input.warmUp) await copy(file);
  }
  return { ready: true, answers: { run: () => copyAll(input, copy) }, close };
});

function openOurs({ bucket, endpoint, bytesEach }: DownloadInput): { readonly copy: Copy; close(): Promise<void> } {
  const store = openObjectStore(`s3://${bucket}`, { endpoint });
  const archive = createVideoArchive({ store, maxBytes: bytesEach, allowPrivateHosts: true });
  return {
    async copy({ link, name }) {
      // One for each, as each job of the worker has.
      const { signal } = new AbortController();
      return (await archive.save({ downloadUrl: link, objectKey: name, signal })).bytes;
    },
    close: () => store.close(),
  };
}

function openPlain(): { readonly copy: Copy; close(): Promise<void> } {
  return { copy: ({ link, target }) => copyPlainly(link, target), close: async () => undefined };
}

async function copyAll({ files, bytesEach }: DownloadInput, copy: Copy): Promise<DownloadRun> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const copied = await Promise.all(files.map(copy));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const wrong = copied.find((bytes) => bytes !== bytesEach);
  if (wrong !== undefined) throw new Error(`${wrong} bytes were copied of a file of ${bytesEach}`);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}
