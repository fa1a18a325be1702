import { expect, test } from "@jest/globals";
import { createSteadyDestination } from "./steady-destination.ts";

/** A pipe that has room for so many bytes until somebody reads. */
function openPipe(room: number) {
  const pipe = { room, text: "", broken: false };
  const write = (bytes: Uint8Array): number => {
    if (pipe.broken) throw Object.assign(new Error("broken pipe"), { code: "EPIPE" });
    if (pipe.room === 0) throw Object.assign(new Error("try again"), { code: "EAGAIN" });
    const taken = Math.min(pipe.room, bytes.length);
    pipe.room -= taken;
    pipe.text += Buffer.from(bytes.subarray(0, taken)).toString();
    return taken;
  };
  return { pipe, log: createSteadyDestination(2, { write }) };
}

test("a log that nobody reads holds nobody up: lines are dropped, none is torn, and how many is told when somebody reads again", () => {
  const { pipe, log } = openPipe(10);
  for (const line of ["one\n", "two\n", "three\n", "four\n", "five\n"]) log.write(line);
  expect(pipe.text).toBe("one\ntwo\nth");
  pipe.room = 1000;
  log.write("six\n");
  expect(pipe.text.split("\n")).toEqual([
    "one",
    "two",
    "three",
    '{"level":"warn","dropped":2,"msg":"log lines were dropped: nobody read them"}',
    "six",
    "",
  ]);
});

test("a reader that is gone is no fault", () => {
  const { pipe, log } = openPipe(10);
  pipe.broken = true;
  expect(() => log.write("one\n")).not.toThrow();
});
