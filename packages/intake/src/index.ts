export type { InputDefaults, InputItem } from "./check-item.ts";
export { createFaultList, type FaultList, formatFault, type InputFault } from "./input-fault.ts";
export type { LocalImages } from "./local-images.ts";
export { keepFieldMedia } from "./media/field-media.ts";
export { createInputKeeper, type InputKeeper, keepMediaOf, type KeepOutcome } from "./media/keep-input.ts";
export { judgeContent } from "./media/media-content.ts";
export { type KeepMedia, moveMedia } from "./media/move-media.ts";
export { type ReadEntry, readItems, type ReadItemsOptions } from "./read-items.ts";
export { formatByName, INPUT_FORMATS, type InputFormat } from "./sniff-format.ts";
