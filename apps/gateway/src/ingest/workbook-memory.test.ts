import { expect, test } from "@jest/globals";
import { createWorkbookMemory } from "./workbook-memory.ts";

const MIB = 1024 ** 2;

test("what workbooks hold is bounded for a tenant and for all, and each gives back what it took, once", () => {
  const memory = createWorkbookMemory({ maxHeldOfTenant: 10 * MIB, maxHeld: 15 * MIB });
  const [first, second] = [memory.open("acme"), memory.open("acme")];
  first.take(6 * MIB);
  second.take(4 * MIB);
  expect(() => second.take(1)).toThrow(/workbooks of the tenant .* hold 10 MiB .*CSV/);
  const other = memory.open("other");
  expect(() => other.take(6 * MIB)).toThrow(/workbooks of all tenants .* hold 15 MiB/);
  other.take(5 * MIB);
  first.over();
  first.over();
  other.take(5 * MIB);
  second.take(1 * MIB);
  for (const upload of [second, other]) upload.over();
  memory.open("third").take(10 * MIB);
});
