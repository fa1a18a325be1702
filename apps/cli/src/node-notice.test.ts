import { expect, test } from "@jest/globals";
import { printNodeNotice } from "./node-notice.ts";

function noticeOf(command: string, nodeVersion: string, isTTY = true): string {
  let printed = "";
  printNodeNotice(command, { nodeVersion, stderr: { write: (text) => (printed += text), isTTY } });
  return printed;
}

test("on Node 20 a start at a terminal says in one line that Node 24 is recommended", () => {
  expect(noticeOf("run", "20.20.2")).toBe(
    "note: Node 20.20.2 gets no more security fixes; Node 24 is recommended (https://nodejs.org).\n",
  );
  expect(noticeOf("worker", "20.19.0")).toMatch(/^note: [^\n]+\n$/);
});

test("nothing is said on a newer Node, without a terminal, and by commands that answer and end", () => {
  expect([
    noticeOf("run", "22.0.0"),
    noticeOf("run", "24.1.0"),
    noticeOf("run", "20.20.2", false),
    noticeOf("list", "20.20.2"),
  ]).toEqual(["", "", "", ""]);
});
