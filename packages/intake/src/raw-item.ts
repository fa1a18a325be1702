/**
 * What stood in the input, so that it can be written beside what is wrong with it: a row's cells under their columns,
 * or a text.
 */
export type Original =
  | { readonly cells: readonly (readonly [column: string, cell: string])[] }
  | { readonly text: string };

export interface RawPlace {
  /** Of the input, from 1. */
  readonly line: number;
  /** Of a table, as a spreadsheet counts them; not there where it is the line. */
  readonly row?: number;
  /** What it had in the input. */
  readonly bytes: number;
  readonly original?: Original;
}

/** What a format's reader makes of one entry: its fields, not yet judged, or why it could not be read. */
export type RawItem = RawPlace &
  (
    | {
        readonly value: unknown;
        /** Whether it is a text alone: nobody named a model, nor could. */ readonly isText?: true;
        readonly fault?: undefined;
      }
    | { readonly value?: undefined; readonly fault: string }
  );
