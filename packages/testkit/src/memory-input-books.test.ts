import { expect, test } from "@jest/globals";
import { inputBooksConformance, newInput } from "./conformance/input-books-conformance.ts";
import { createMemoryInputBooks } from "./memory-input-books.ts";

inputBooksConformance("the memory twins", () => {
  const books = createMemoryInputBooks();
  return {
    books,
    take: async (tenant, sha256) => books.take(tenant, sha256),
    give: async (tenant, sha256) => books.give(tenant, sha256),
  };
});

test("a tenant that has as many inputs as it may gets no more, and those that it has still", async () => {
  const books = createMemoryInputBooks({ most: 1 });
  await books.keep("alpha", newInput("cat"));
  expect(await books.keep("alpha", newInput("dog"))).toEqual({ result: "full" });
  expect(await books.keep("alpha", newInput("cat"))).toMatchObject({ result: "existing" });
});
