import type { Answer } from "./dialects/dialect.ts";
import type { Task } from "./tasks.ts";

/** What to do with a call, as a value; reply-writer.ts does it. */
export type Reply =
  | { readonly kind: "answer"; readonly answer: Answer; readonly task?: Task }
  /** A whole HTTP answer whose JSON stops half-way. */
  | { readonly kind: "cut"; readonly answer: Answer }
  | { readonly kind: "html"; readonly httpStatus: number; readonly title: string }
  | { readonly kind: "reset" }
  /** Nothing for so long, then the connection is cut. */
  | { readonly kind: "hang"; readonly hangMs: number }
  | { readonly kind: "video"; readonly task: Task };

export function answer(value: Answer): Reply & { kind: "answer" } {
  return { kind: "answer", answer: value };
}
