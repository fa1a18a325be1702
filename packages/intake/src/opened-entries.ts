import type { TextEncoding } from "./content/decide-encoding.ts";
import type { InputFormat } from "./input-format.ts";
import type { KeepMedia } from "./media/move-media.ts";
import type { RawItem } from "./raw-item.ts";

export interface OpenOptions {
  /** Whatever the content looks like. Default: its content decides. */
  readonly format?: InputFormat | undefined;
  /** What the file's name or the content type promises; it never makes prompts of what looks like something else. */
  readonly hint?: InputFormat | undefined;
  /** Of a text that is not UTF-8; default: told apart where that can be done for sure. */
  readonly encoding?: TextEncoding | undefined;
  /** Of a workbook: name, or number from 1; default: the first that can be seen. */
  readonly sheet?: string | undefined;
  /** Whether columns and keys that are not known are refused; default: they are left out. */
  readonly isStrict?: boolean | undefined;
  /** Takes media out of the text while it is read. */
  readonly keepMedia?: KeepMedia | undefined;
  readonly maxLines?: number | undefined;
  /**
   * Told of what a workbook is going to hold in memory until its last entry, in bytes; throws where there is no room.
   * Default: its own limits alone.
   */
  readonly hold?: ((bytes: number) => void) | undefined;
}

export interface OpenedEntries {
  readonly format: InputFormat;
  readonly entries: AsyncIterable<RawItem>;
  /** Fields that hold for all entries that come from now on, and say nothing else. */
  common(): Readonly<Record<string, unknown>>;
}
