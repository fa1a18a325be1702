import type {
  ApiSide,
  GenerationRequest,
  ListedTask,
  ProviderFile,
  ProviderTask,
  TaskListQuery,
  TaskPage,
} from "@hailuo-queue/contracts";
import type { ProviderAnswer } from "../core/answer.ts";
import type { ProviderFault } from "../core/read-fault.ts";
import type { TaskIdsForm } from "./task-ids-form.ts";

/** Shapes of the same generation of the API: a server speaks one of them, and which is found out. */
export const V1_DIALECT_NAMES = ["minimax-v1", "documented", "legacy-v3"] as const;
/** A dialect of {@link V1_DIALECT_NAMES}. */
export type V1DialectName = (typeof V1_DIALECT_NAMES)[number];
/** All dialects. `auto` chooses among {@link V1_DIALECT_NAMES}; the model decides whether one of the others is used. */
export const DIALECT_NAMES = [...V1_DIALECT_NAMES, "minimax-v2", "minimax-agent"] as const;
/** A dialect of {@link DIALECT_NAMES}. */
export type DialectName = (typeof DIALECT_NAMES)[number];

/** An HTTP request as a dialect writes it. The client adds host and key. */
export interface DialectRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the base URL; ids in it are encoded. */
  readonly path: string;
  /** A list stands for the same name several times. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** An answer that lacks what was asked for; the fault is undefined when it names no reason. */
export interface Unanswered {
  readonly ok: false;
  readonly fault: ProviderFault | undefined;
}

/** What the answer to a create says: the id of the bought task, or why there is none. */
export type CreateReading = { readonly ok: true; readonly taskId: string } | Unanswered;
/** `unknownStatus`: a word that is not known here; the task counts as running. */
export type TaskReading =
  | { readonly ok: true; readonly task: ProviderTask; readonly unknownStatus?: string }
  | Unanswered;
/** What the answer to a list of tasks says: one page of it. */
export type ListReading = { readonly ok: true; readonly page: TaskPage } | Unanswered;
/** What the answer to a query says of a task, in full. */
export type DescriptionReading = { readonly ok: true; readonly listed: ListedTask } | Unanswered;
/** What the answer to a cancel says. `deleted`: the task had ended, and its entry is gone. */
export type CancelReading = { readonly ok: true; readonly outcome: "cancelled" | "deleted" } | Unanswered;
/** What the answer to a file call says: the download link. */
export type FileReading = { readonly ok: true; readonly file: ProviderFile } | Unanswered;

/** One concrete shape of the provider's API: pure, without I/O. Ids given to it have passed `isProviderId`. */
export interface Dialect {
  readonly name: DialectName;
  /** The generation of the API that it is a shape of: it makes that one's models. */
  readonly side: ApiSide;
  /** Whether a prompt may be left out when there is an image. */
  readonly promptOptional: boolean;
  /** A callback URL is left out where the shape has no field for it. */
  createRequest(request: GenerationRequest, callbackUrl?: string): DialectRequest;
  readCreate(answer: ProviderAnswer): CreateReading;
  queryRequest(taskId: string): DialectRequest;
  readTask(answer: ProviderAnswer, taskId: string): TaskReading;
  fileRequest(fileId: string): DialectRequest;
  readFile(answer: ProviderAnswer): FileReading;
  /** There where tasks can be listed and cancelled. */
  readonly taskApi?: DialectTaskApi;
}

/** The part of a dialect that lists, describes and cancels tasks. */
export interface DialectTaskApi {
  listRequest(query: TaskListQuery, form: TaskIdsForm): DialectRequest;
  readList(answer: ProviderAnswer): ListReading;
  /** Of the answer to a single query. */
  readDescription(answer: ProviderAnswer, taskId: string): DescriptionReading;
  cancelRequest(taskId: string): DialectRequest;
  readCancel(answer: ProviderAnswer): CancelReading;
}
