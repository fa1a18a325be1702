import type { GenerationRecord } from "@hailuo-queue/contracts";
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

/** Streams the video of a generation to whoever may see it, as a player asks for it: in ranges. */
export function mountVideo(server: FastifyInstance, { ask, openStore }: VideoParts): void {
  server.get("/api/generations/:id/video", async (request, reply) => {
    const identity = identityOf(request);
    const { id } = request.params as { readonly id: string };
    const { record, place } = await ask(identity, async (producer) => {
      const found: GenerationRecord = await handsOf(identity, producer).get(id);
      return { record: found, place: (await producer.batch(found.batchId))?.place };
    });
    if (record.state !== "succeeded" || record.video === undefined) throw new Refusal(404, "It has no video.");
    const store = openStore(place);
    // A key is looked up only where the record says that its video is.
    if (store === undefined || store.uri(record.objectKey) !== record.video.location)
      throw new Refusal(
        404,
        seesDeployment(identity)
          ? `The dashboard does not reach ${record.video.location}; set HAILUO_OUT as the workers have it.`
          : "Its video is stored where the dashboard does not reach.",
      );
    const stored = await store.head(record.objectKey);
    if (stored === undefined) throw new Refusal(404, "Its video is not in storage any more.");
    const range = parseByteRange(request.headers.range, stored.bytes);
    void reply.header("accept-ranges", "bytes").type("video/mp4");
    if (range === "unsatisfiable") return reply.code(416).header("content-range", `bytes */${stored.bytes}`).send();
    const { start, end } = range === "whole" ? { start: 0, end: stored.bytes } : range;
    if (range !== "whole") void reply.code(206).header("content-range", `bytes ${start}-${end - 1}/${stored.bytes}`);
    const body = await store.get(record.objectKey, { start, end });
    if (body === undefined) throw new Refusal(404, "Its video is not in storage any more.");
    return reply
      .header("content-length", String(end - start))
      .send(body instanceof Readable ? body : Readable.from(body));
  });
}
