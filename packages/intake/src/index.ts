export type { InputDefaults, InputItem } from "./check-item.ts";
export { formatFault, type InputFault } from "./input-fault.ts";
export { readInput, type ReadInput, type ReadInputOptions } from "./read-input.ts";
export { type ReadEntry, readItems, type ReadItemsOptions } from "./read-items.ts";
export { formatByName, INPUT_FORMATS, type InputFormat } from "./sniff-format.ts";
