import type { Identity } from "./guard/identity.ts";

/** What a handler gets of a request. */
export interface Question {
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly identity: Identity;
  /** Its Accept header. */
  readonly accept?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
}

export function json(status: number, value: object): Answer {
  return { status, contentType: "application/json; charset=utf-8", body: JSON.stringify(value) };
}
