import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { createTenantReads } from "./tenant-reads.ts";

test("so many of a tenant's reads are under way, the others wait in their order, and another tenant's do not", async () => {
  const reads = createTenantReads(2);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const read = (tenant: string, name: string): Promise<string> =>
    reads.run(tenant, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (name === "b") throw new Error("broken");
      return name;
    });
  const all = Promise.allSettled(["a", "b", "c", "d"].map((name) => read("flood", name)));
  const other = read("other", "x");
  await nextTurn();
  expect(begun).toEqual(["a", "b", "x"]);
  ends[1]?.();
  await nextTurn();
  expect(begun).toEqual(["a", "b", "x", "c"]);
  while (ends.length < 5) {
    for (const end of ends) end();
    await nextTurn();
  }
  for (const end of ends) end();
  expect((await all).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(await other).toBe("x");
});
