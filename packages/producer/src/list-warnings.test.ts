import { expect, test } from "@jest/globals";
import type { GenerationRecord, ListFilter } from "@hailuo-queue/contracts";
import { listWarnings } from "./list-warnings.ts";

/** A history in which every hundredth video is not what was bought. */
const HISTORY = Array.from({ length: 12_000 }, (_, index) => ({
  id: `gen_${index}`,
  video: { location: "", bytes: 1, sha256: "", ...(index % 100 === 99 && { warnings: ["wrong_duration"] }) },
})) as unknown as readonly GenerationRecord[];

const ledger = {
  list: async ({ limit = 50, cursor = "0", state }: ListFilter) => {
    expect(state).toBe("succeeded");
    const end = Number(cursor) + limit;
    return { items: HISTORY.slice(Number(cursor), end), ...(end < HISTORY.length && { nextCursor: String(end) }) };
  },
};

test("what has a video that is not what was bought is found among all, page by page, each once", async () => {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listWarnings(ledger, { limit: 50, ...(cursor !== undefined && { cursor }) });
    expect(page.items.length).toBeLessThanOrEqual(50);
    found.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(found).toHaveLength(120);
  expect(new Set(found).size).toBe(120);
});

test("what has not succeeded has no video to be warned of", async () => {
  expect(await listWarnings(ledger, { state: "failed" })).toEqual({ items: [] });
});
