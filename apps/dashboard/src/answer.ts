import type { Identity } from "./guard/identity.ts";
import type { Speech } from "./words/speech.ts";

/** What a handler gets of a request. */
export interface Question {
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly identity: Identity;
  /** Its Accept header. */
  readonly accept?: string | undefined;
  /** In which its pages are. */
  readonly speech: Speech;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  /** Default: `no-store`. */
  readonly cacheControl?: string;
}

export function json(status: number, value: object): Answer {
  return { status, contentType: "application/json; charset=utf-8", body: JSON.stringify(value) };
}

/** What a view gets: it tells the same in every language, and the pages retell it. */
export type ViewQuestion = Omit<Question, "speech">;
