/** What a format's reader makes of one entry: its fields, not yet judged, or why it could not be read. `bytes`: what it had in the input. */
export type RawItem =
  | { readonly line: number; readonly bytes: number; readonly value: unknown; readonly fault?: undefined }
  | { readonly line: number; readonly bytes: number; readonly fault: string };
