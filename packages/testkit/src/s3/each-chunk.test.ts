import { once } from "node:events";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "@jest/globals";
import { eachChunk } from "./each-chunk.ts";

test("a client that left before its body was awaited is told of, as is one that leaves later", async () => {
  const gone = new IncomingMessage(new Socket());
  gone.destroy();
  await once(gone, "close");
  await expect(eachChunk(gone, () => undefined)).rejects.toThrow("the client went away");

  const leaving = new IncomingMessage(new Socket());
  const taken = eachChunk(leaving, () => undefined);
  leaving.destroy();
  await expect(taken).rejects.toThrow("the client went away");
});
