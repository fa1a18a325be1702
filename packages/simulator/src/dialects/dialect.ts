import type { Refusal } from "../refusals.ts";
import type { Side } from "../sides.ts";
import type { IdStyle, Stage, Task } from "../tasks.ts";
import type { VideoRequest } from "../video-request.ts";
import type { DialectName } from "./dialect-names.ts";

/** What a call is for, as the books count it. `content` is the video itself, with the key. */
export type CallType = "create" | "query" | "list" | "delete" | "file" | "content";

/** A JSON answer as values. */
export interface Answer {
  readonly httpStatus: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ReadRequest =
  | {
      readonly ok: true;
      readonly request: VideoRequest;
      readonly ignoredFields: readonly string[];
      readonly callbackUrl?: string;
    }
  | { readonly ok: false; readonly message: string };

/** One concrete shape of the provider's API. */
export interface Dialect {
  readonly name: DialectName | "undecided";
  readonly side: Side;
  readonly idStyle: IdStyle;
  readCreate(body: Readonly<Record<string, unknown>>): ReadRequest;
  /** Why the provider would not take the request; undefined when it would. */
  faultOf(request: VideoRequest): string | undefined;
  created(task: Task): Answer;
  status(task: Task, stage: Stage, options: StatusOptions): Answer;
  /**
   * What a callback URL is told of the task now, where the API has callbacks; nothing new while the word is the same.
   */
  pushed?(
    task: Task,
    stage: Stage,
    link: () => string,
  ): { readonly word: string; readonly body: Readonly<Record<string, unknown>> };
  /** A call of this kind that was not carried out. */
  refused(call: CallType, refusal: Refusal): Answer;
  unknownTask(call: CallType): Answer;
}

/** A dialect in which a finished video is a file with an id. */
export interface FilingDialect extends Dialect {
  /** `backupUrl` where a second link is told. */
  file(task: Task, links: { readonly downloadUrl: string; readonly backupUrl?: string }): Answer;
  unknownFile(): Answer;
}

export interface StatusOptions {
  /** Leave out what is not known yet, instead of sending it empty. */
  readonly sparse: boolean;
  /** Send this status word instead of the true one. */
  readonly word?: string;
  /** Signs a link to the task's video. */
  readonly link: () => string;
}
