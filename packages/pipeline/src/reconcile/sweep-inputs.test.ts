import { expect, test } from "@jest/globals";
import { INPUT_LIMITS } from "@hailuo-queue/contracts";
import { createMemoryInputBooks } from "@hailuo-queue/testkit";
import { newInput } from "@hailuo-queue/testkit/conformance";
import { sweepInputs } from "./sweep-inputs.ts";

const DAY_MS = 24 * 60 * 60_000;
const { signal } = new AbortController();

function openWorld() {
  let nowMs = 0;
  const books = createMemoryInputBooks({ now: () => nowMs });
  const deleted: string[] = [];
  const parts = {
    books,
    deleteObject: async (key: string) => void deleted.push(key),
  };
  const given = (): unknown => books.counted.filter(([, bytes]) => bytes < 0);
  return { books, parts, deleted, given, pass: (ms: number) => void (nowMs += ms) };
}

test("what nobody has needed for its time goes, with its object and its bytes; what is needed stays", async () => {
  const { books, parts, deleted, given, pass } = openWorld();
  const [cat, needed] = [newInput("cat"), newInput("needed")];
  for (const input of [cat, needed]) await books.keep("alpha", input);
  books.take("alpha", needed.sha256);
  pass(3 * DAY_MS - 1);
  await sweepInputs(parts, 3 * DAY_MS, signal);
  expect(deleted).toEqual([]);
  pass(1);
  await sweepInputs(parts, 3 * DAY_MS, signal);
  expect([deleted, given()]).toEqual([[cat.objectKey], [["alpha", -3 - INPUT_LIMITS.bookBytes]]]);
  expect(await books.find("alpha", [cat.sha256, needed.sha256])).toMatchObject([undefined, { users: 1 }]);
  books.give("alpha", needed.sha256);
  pass(3 * DAY_MS);
  await sweepInputs(parts, 0, signal);
  expect(deleted).toEqual([cat.objectKey]);
});

test("an object that was announced and never kept goes after an hour, and gives no bytes back", async () => {
  const { books, parts, deleted, given, pass } = openWorld();
  await books.announce("alpha", "inputs/alpha/cut.png");
  await sweepInputs(parts, DAY_MS, signal);
  expect(deleted).toEqual([]);
  pass(60 * 60_000);
  await sweepInputs(parts, DAY_MS, signal);
  expect([deleted, given()]).toEqual([["inputs/alpha/cut.png"], []]);
  expect(await books.litter()).toEqual([]);
});

test("with the storage away nothing is forgotten: the next turn deletes it, and gives the bytes back once", async () => {
  const { books, parts, deleted, given } = openWorld();
  const cat = newInput("cat");
  await books.keep("alpha", cat);
  await books.remove("alpha", cat.sha256);
  const away = { ...parts, deleteObject: () => Promise.reject(new Error("away")) };
  await expect(sweepInputs(away, DAY_MS, signal)).rejects.toThrow("away");
  expect(await books.litter()).toHaveLength(1);
  await Promise.all([sweepInputs(parts, DAY_MS, signal), sweepInputs(parts, DAY_MS, signal)]);
  expect([new Set(deleted), given()]).toEqual([new Set([cat.objectKey]), [["alpha", -3 - INPUT_LIMITS.bookBytes]]]);
});

test("an object that cannot be deleted holds up none of the others, and is told", async () => {
  const { books, parts, deleted } = openWorld();
  const [stuck, cat] = [newInput("stuck"), newInput("cat")];
  for (const input of [stuck, cat]) {
    await books.keep("alpha", input);
    await books.remove("alpha", input.sha256);
  }
  const deleteObject = async (key: string): Promise<void> => {
    if (key === stuck.objectKey) throw new Error("denied");
    deleted.push(key);
  };
  await expect(sweepInputs({ ...parts, deleteObject }, DAY_MS, signal)).rejects.toThrow("denied");
  expect(deleted).toEqual([cat.objectKey]);
  expect(await books.litter()).toMatchObject([{ objectKey: stuck.objectKey }]);
});
