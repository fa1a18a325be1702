import { expect, test } from "@jest/globals";
import { DownloadError, InvalidInputError, UnavailableError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { Refusal } from "../guard/refusal.ts";
import { openProducerDoor } from "./producer-door.ts";

async function openDoor() {
  const opened: object[] = [];
  const door = await openProducerDoor({
    open: async () => {
      const producer = { close: async () => undefined };
      opened.push(producer);
      return producer as unknown as Producer;
    },
    describe: () => new UnavailableError("redis_unavailable", "Redis is away."),
    onLost: () => undefined,
    onBack: () => undefined,
  });
  return { door, opened };
}

test.each([
  new Refusal(404, "It has no video."),
  new InvalidInputError("invalid_cursor", "The cursor is of another list."),
  new UnavailableError("provider_silent", "No worker answered."),
  new UnavailableError("storage_unavailable", "The bucket cannot be reached."),
  new DownloadError("storage", "The disk fails."),
  new TypeError("undefined is not a function"),
])("what says nothing of Redis is told as it is, and the connection stays: %p", async (error) => {
  const { door, opened } = await openDoor();
  await expect(
    door.ask(async () => {
      throw error;
    }),
  ).rejects.toBe(error);
  await door.ask(async () => undefined);
  expect(opened).toHaveLength(1);
});

test.each([
  new Error("Connection is closed."),
  new Error("Command timed out"),
  new Error("BUSY Redis is busy running a script."),
  new UnavailableError("redis_unavailable", "Redis is away."),
])(
  "a fault of the connection is told as Redis that is away, and the next question has a new one: %p",
  async (error) => {
    const { door, opened } = await openDoor();
    await expect(
      door.ask(async () => {
        throw error;
      }),
    ).rejects.toMatchObject({ code: "redis_unavailable" });
    await door.ask(async () => undefined);
    expect(opened).toHaveLength(2);
  },
);
