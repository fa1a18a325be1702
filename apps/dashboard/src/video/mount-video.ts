import type { GenerationRecord, ObjectStore } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { parseByteRange } from "@hailuo-queue/runtime";
import type { FastifyInstance } from "fastify";
import { Readable } from "node:stream";
import { handsOf } from "../act/hands.ts";
import { type Identity, seesDeployment } from "../guard/identity.ts";
import { identityOf } from "../guard/install-guards.ts";
import { Refusal } from "../guard/refusal.ts";
import type { OpenStore } from "./create-stores.ts";

export interface VideoParts {
  readonly ask: <Answer>(identity: Identity, question: (producer: Producer) => Promise<Answer>) => Promise<Answer>;
  readonly openStore: OpenStore;
}

/**
 * Streams the video of a generation to whoever may see it, as a player asks for it: in ranges. HEAD tells its size
 * without a byte of it being read.
 */
export function mountVideo(server: FastifyInstance, parts: VideoParts): void {
  server.route({
    method: ["HEAD", "GET"],
    url: "/api/generations/:id/video",
    // The framework's own HEAD would read the whole video to throw it away.
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const identity = identityOf(request);
      const { id } = request.params as { readonly id: string };
      const { store, objectKey, bytes } = await findVideo(parts, identity, id);
      void reply.header("accept-ranges", "bytes").type("video/mp4");
      if (request.method === "HEAD") return reply.header("content-length", String(bytes)).send();
      const range = parseByteRange(request.headers.range, bytes);
      if (range === "unsatisfiable") return reply.code(416).header("content-range", `bytes */${bytes}`).send();
      const { start, end } = range === "whole" ? { start: 0, end: bytes } : range;
      if (range !== "whole") void reply.code(206).header("content-range", `bytes ${start}-${end - 1}/${bytes}`);
      const body = await store.get(objectKey, { start, end });
      if (body === undefined) throw new Refusal(404, "Its video is not in storage any more.");
      return reply
        .header("content-length", String(end - start))
        .send(body instanceof Readable ? body : Readable.from(body));
    },
  });
}

interface FoundVideo {
  readonly store: ObjectStore;
  readonly objectKey: string;
  readonly bytes: number;
}

/** @throws a Refusal (404) where there is none that can be read from here. */
async function findVideo({ ask, openStore }: VideoParts, identity: Identity, id: string): Promise<FoundVideo> {
  const { record, place } = await ask(identity, async (producer) => {
    const found: GenerationRecord = await handsOf(identity, producer).get(id);
    return { record: found, place: (await producer.batch(found.batchId))?.place };
  });
  if (record.state !== "succeeded" || record.video === undefined) throw new Refusal(404, "It has no video.");
  const { objectKey } = record;
  const store = openStore(place);
  // A key is looked up only where the record says that its video is.
  if (store === undefined || store.uri(objectKey) !== record.video.location)
    throw new Refusal(
      404,
      seesDeployment(identity)
        ? `The dashboard does not reach ${record.video.location}; set HAILUO_OUT as the workers have it.`
        : "Its video is stored where the dashboard does not reach.",
    );
  const stored = await store.head(objectKey);
  if (stored === undefined) throw new Refusal(404, "Its video is not in storage any more.");
  return { store, objectKey, bytes: stored.bytes };
}
