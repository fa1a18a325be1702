import {
  type InputBooks,
  type InputLitter,
  type InputPage,
  InvalidInputError,
  type KeptInput,
  optional,
} from "@hailuo-queue/contracts";
import type { SealedCursors } from "./sealed-cursors.ts";
import type { TenantInputs } from "./types.ts";

/** Where a list of a tenant's inputs goes on. */
export type InputPosition = NonNullable<InputPage["next"]>;

/** A page of a tenant's inputs, newest first. */
export async function tenantInputs(
  books: Pick<InputBooks, "list">,
  cursors: SealedCursors<InputPosition>,
  tenant: string,
  { limit = 50, cursor }: { readonly limit?: number; readonly cursor?: string },
): Promise<TenantInputs> {
  const query = { tenant, list: ["inputs"] };
  const after = cursor === undefined ? undefined : await cursors.open(query, cursor);
  const page = await books.list(tenant, { limit: Math.min(Math.max(limit, 1), 1000), ...optional({ after }) });
  return page.next === undefined
    ? { items: page.items }
    : { items: page.items, nextCursor: await cursors.seal(query, page.next) };
}

/**
 * One input of a tenant.
 * @throws InvalidInputError: `unknown_input`, also for one of another tenant.
 */
export async function tenantInput(books: Pick<InputBooks, "find">, tenant: string, sha256: string): Promise<KeptInput> {
  const [input] = /^[0-9a-f]{64}$/.test(sha256) ? await books.find(tenant, [sha256]) : [];
  if (input === undefined) throw new InvalidInputError("unknown_input", "There is no such input.");
  return input;
}

/** An upload of a file takes longer than a millisecond. */
const MOST_AT_ONCE = 20;

/** A tenant's inputs of that very millisecond. */
export async function tenantInputsOf(
  books: Pick<InputBooks, "list">,
  tenant: string,
  createdAt: number,
): Promise<readonly KeptInput[]> {
  const after = { createdAt: createdAt + 1, sha256: "" };
  const { items } = await books.list(tenant, { limit: MOST_AT_ONCE, after });
  return items.filter((input) => input.createdAt === createdAt);
}

/**
 * Deletes an input that no unfinished generation needs.
 * @throws InvalidInputError: `unknown_input`; `input_needed` while one needs it.
 */
export async function removeTenantInput(
  books: Pick<InputBooks, "find" | "remove">,
  tenant: string,
  sha256: string,
): Promise<InputLitter> {
  const { objectKey, facts, users } = await tenantInput(books, tenant, sha256);
  const result = await books.remove(tenant, sha256);
  if (result === "removed") return { tenant, objectKey, bytes: facts.bytes };
  if (result === "unknown") throw new InvalidInputError("unknown_input", "There is no such input.");
  throw new InvalidInputError(
    "input_needed",
    users > 1
      ? `The input is needed by ${users} unfinished generations; it can be ` +
          "deleted once they have ended, or are cancelled."
      : "The input is needed by an unfinished generation; it can be deleted once that has ended, or is cancelled.",
  );
}
