/** One request of a program, as it left it. */
export interface RecordedCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly status: number;
  /** The beginning of what was answered, where that was JSON. */
  readonly answer: string;
}
