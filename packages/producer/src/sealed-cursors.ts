import { createHmac, timingSafeEqual } from "node:crypto";
import { InvalidInputError } from "@hailuo-queue/contracts";

/** What a page was asked for: a cursor goes on with that query alone. */
export interface ListQuery {
  readonly tenant: string;
  /** The list, and everything that selects from it. */
  readonly list: readonly string[];
}

/** Cursors that callers carry from page to page. They read nothing before they are known to be ours. */
export interface SealedCursors<Position> {
  seal(query: ListQuery, position: Position): Promise<string>;
  /** @throws InvalidInputError (`bad_cursor`) for anything that was not sealed for this very query. */
  open(query: ListQuery, cursor: string): Promise<Position>;
}

/** 128 bits: nobody guesses one. */
const SIGNATURE_BYTES = 16;
const SHAPE = /^([A-Za-z0-9_-]{1,400})\.([A-Za-z0-9_-]{22})$/;

/** `secret`: shared by all processes of the deployment. */
export function createSealedCursors<Position>(secret: () => Promise<string>): SealedCursors<Position> {
  async function sign({ tenant, list }: ListQuery, text: string): Promise<Buffer> {
    return createHmac("sha256", await secret())
      .update(JSON.stringify([tenant, list, text]))
      .digest()
      .subarray(0, SIGNATURE_BYTES);
  }

  return {
    async seal(query, at) {
      const text = Buffer.from(JSON.stringify(at)).toString("base64url");
      return `${text}.${(await sign(query, text)).toString("base64url")}`;
    },
    async open(query, cursor) {
      const [, text, signature] = SHAPE.exec(cursor) ?? [];
      if (text === undefined || signature === undefined) throw badCursor();
      if (!timingSafeEqual(await sign(query, text), Buffer.from(signature, "base64url"))) throw badCursor();
      // What carries our signature is what we sealed.
      return JSON.parse(Buffer.from(text, "base64url").toString()) as Position;
    },
  };
}

function badCursor(): InvalidInputError {
  return new InvalidInputError("bad_cursor", "The cursor does not come from this list; start again without one.");
}
