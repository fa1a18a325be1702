export type { InputDefaults, InputItem } from "./check-item.ts";
export { ENCODING_WORDS, type TextEncoding } from "./content/decide-encoding.ts";
export { UnreadableInputError } from "./content/unreadable-input-error.ts";
export { createInputNotes, type InputNotes, type NotedColumn } from "./input-notes.ts";
export { jsonFaultOffset } from "./json-fault.ts";
export { createFaultGroups, type FaultGroups } from "./fault-groups.ts";
export {
  createFaultList,
  entryWords,
  type FaultList,
  formatDoubt,
  formatFault,
  type InputFault,
} from "./input-fault.ts";
export { createByteStore, type ByteStore } from "./byte-store.ts";
export { createJsonScan, type JsonFault, type JsonScan } from "./json-scan.ts";
export type { LocalImages } from "./local-images.ts";
export { keepFieldMedia } from "./media/field-media.ts";
export { createInputKeeper, type InputKeeper, keepMediaOf, type KeepOutcome } from "./media/keep-input.ts";
export { lookAtMedia } from "./media/look-at-media.ts";
export { judgeContent } from "./media/media-content.ts";
export { type KeepMedia, moveMedia } from "./media/move-media.ts";
export { guessSeconds, type KindQuote, type QuoteLimits, type Tally, tally } from "./quote/quote.ts";
export type { Original } from "./raw-item.ts";
export { type ReadEntry, readItems, type ReadItemsOptions } from "./read-items.ts";
export { FAULT_COLUMNS } from "./table/read-table.ts";
export { formatByName, INPUT_FORMATS, type InputFormat } from "./input-format.ts";
