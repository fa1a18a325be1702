import type { ModelSet, VideoRequest } from "../matrix.ts";
import type { Refusal } from "../refusals.ts";
import type { IdStyle, Stage, Task } from "../tasks.ts";

export const DIALECT_NAMES = ["documented", "legacy-v3", "minimax-v1"] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

/** What an API call asks for, as read from its method and path. */
export type Call =
  | { readonly kind: "create" }
  | { readonly kind: "query"; readonly taskId: string }
  | { readonly kind: "file"; readonly fileId: string }
  /** The bytes themselves, with the key. */
  | { readonly kind: "content"; readonly fileId: string };

/** A JSON answer as values. */
export interface Answer {
  readonly httpStatus: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ReadRequest =
  | { readonly ok: true; readonly request: VideoRequest; readonly ignoredFields: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** One concrete shape of the provider's API. */
export interface Dialect {
  readonly name: DialectName | "undecided";
  readonly idStyle: IdStyle;
  readonly models: ModelSet;
  /** Whether a prompt must be there even beside an image. */
  readonly promptRequired: boolean;
  readCreate(body: Readonly<Record<string, unknown>>): ReadRequest;
  created(task: Task): Answer;
  status(task: Task, stage: Stage, options: StatusOptions): Answer;
  file(task: Task, downloadUrl: string): Answer;
  /** A call of this kind that was not carried out. */
  refused(call: Call["kind"], refusal: Refusal): Answer;
  unknownTask(): Answer;
  unknownFile(): Answer;
}

export interface StatusOptions {
  /** Leave out what is not known yet, instead of sending it empty. */
  readonly sparse: boolean;
  /** Send this status word instead of the true one. */
  readonly word?: string;
}
