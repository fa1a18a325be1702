/** What a v2 task used, which settles its price. Source: the v2 query. */
export interface TaskUsage {
  /** Of the finished video. */
  readonly outputSeconds: number;
  /** Of videos that were sent along. */
  readonly inputSeconds: number;
  readonly inputImages: number;
  /** Of a task that writes a text. */
  readonly tokens?: { readonly input: number; readonly output: number };
}
