/** What a format's reader makes of one entry: its fields, not yet judged, or why it could not be read. */
export type RawItem =
  | { readonly line: number; readonly value: unknown; readonly fault?: undefined }
  | { readonly line: number; readonly field?: string; readonly fault: string };
