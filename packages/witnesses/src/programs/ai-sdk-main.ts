import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { createMiniMax } from "@ai-sdk/minimax";
import {
  createDownload,
  experimental_generateVideo as generateVideo,
  experimental_getVideoStatus as getVideoStatus,
  experimental_startVideo as startVideo,
} from "ai";

/** What a user of the AI SDK writes, as a program: one video, and what came of it as JSON on standard output. */
interface Wish {
  readonly baseUrl: string;
  readonly key: string;
  readonly model: "MiniMax-H3" | "MiniMax-H3-Max";
  readonly prompt: string;
  /** A URL, or a file. */
  readonly image?: string;
  readonly lastFrame?: string;
  readonly references?: readonly string[];
  readonly referenceAudio?: readonly string[];
  readonly aspectRatio?: "16:9" | "9:16";
  readonly resolution?: "768P" | "2K";
  readonly duration?: number;
  /** Lets the SDK try again what failed, under its own Idempotency-Key. */
  readonly retries?: number;
  /** Waits to be called back in place of asking. */
  readonly isCalled?: boolean;
  /** Whether videos may come from an address of this machine; the SDK itself refuses those. */
  readonly fromHere?: boolean;
}

const wish = JSON.parse(process.argv[2] ?? "{}") as Wish;
const minimax = createMiniMax({ videoBaseURL: wish.baseUrl, apiKey: wish.key });

async function mediaOf(place: string): Promise<string | Uint8Array> {
  return /^https?:/.test(place) ? place : readFile(place);
}

async function download({ url }: { readonly url: URL }): Promise<{ data: Uint8Array; mediaType: string | undefined }> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The video is answered with ${answer.status}`);
  return {
    data: new Uint8Array(await answer.arrayBuffer()),
    mediaType: answer.headers.get("content-type") ?? undefined,
  };
}

interface Receiver {
  readonly url: string;
  /** The status that it is told. */
  readonly told: Promise<string>;
}

/** What a user who wants to be called back writes: it echoes the challenge, and waits for the task. */
async function openReceiver(): Promise<Receiver> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const told = new Promise<string>((resolve) => {
    server.on("request", (request, response) => {
      void (async () => {
        const { challenge, task } = (await json(request)) as Called;
        response.end(JSON.stringify({ challenge }));
        if (task === undefined) return;
        server.close();
        resolve(task.status);
      })();
    });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/called`, told };
}

interface Called {
  readonly challenge?: string;
  readonly task?: { readonly status: string };
}

/** Starts it, waits to be called, and looks at it once. */
async function makeCalled(prompt: string): Promise<object> {
  const { url, told } = await openReceiver();
  const model = minimax.video(wish.model);
  const { operation } = await startVideo({ model, prompt, aspectRatio: "16:9", webhookUrl: url });
  const callback = await told;
  const { status } = await getVideoStatus(model, { operation });
  return { callback, status };
}

if (wish.isCalled === true) console.log(JSON.stringify(await makeCalled(wish.prompt)));
else await makeAndTell();

async function makeAndTell(): Promise<void> {
  try {
    const { prompt, image, lastFrame, references, aspectRatio, resolution, duration, referenceAudio } = wish;
    const { video, warnings, providerMetadata } = await generateVideo({
      model: minimax.video(wish.model),
      prompt: image === undefined || lastFrame !== undefined ? prompt : { text: prompt, image: await mediaOf(image) },
      ...(image !== undefined &&
        lastFrame !== undefined && {
          frameImages: [
            { image: await mediaOf(image), frameType: "first_frame" as const },
            { image: await mediaOf(lastFrame), frameType: "last_frame" as const },
          ],
        }),
      ...(references !== undefined && {
        inputReferences: await Promise.all(
          references.map(async (place) => ({
            data: await mediaOf(place),
            mediaType: place.endsWith(".mp4") ? "video/mp4" : "image/png",
          })),
        ),
      }),
      ...(aspectRatio !== undefined && { aspectRatio }),
      ...(duration !== undefined && { duration }),
      providerOptions: {
        minimax: {
          pollIntervalMs: 100,
          ...(resolution !== undefined && { resolution }),
          ...(referenceAudio !== undefined && { referenceAudioUrls: [...referenceAudio] }),
        },
      },
      download: wish.fromHere === false ? createDownload() : download,
      ...(wish.retries !== undefined && { poll: { intervalMs: 100 } }),
      maxRetries: wish.retries ?? 0,
    });
    const sha256 = createHash("sha256").update(video.uint8Array).digest("hex");
    console.log(JSON.stringify({ sha256, mediaType: video.mediaType, warnings, about: providerMetadata["minimax"] }));
  } catch (error) {
    const { name, message, statusCode } = error as Error & { readonly statusCode?: number };
    console.log(JSON.stringify({ error: { name, message, statusCode } }));
  }
}
