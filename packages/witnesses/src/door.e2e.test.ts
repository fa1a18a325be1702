import { expect, test } from "@jest/globals";
import { openDoor } from "./stand/open-door.ts";

test("a program meets a gateway with its workers, and what it sends is recorded", async () => {
  await using door = await openDoor();
  const answer = await fetch(`${door.url}/api/v1/generations?limit=1`, {
    headers: { authorization: `Bearer ${door.key}` },
  });
  expect([answer.status, await answer.json()]).toEqual([200, { object: "list", data: [], next_cursor: null }]);
  expect(door.calls).toMatchObject([{ method: "GET", path: "/api/v1/generations?limit=1", status: 200 }]);
});
