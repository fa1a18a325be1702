export type { InputDefaults, InputItem } from "./check-item.ts";
export { jsonFaultOffset } from "./json-fault.ts";
export { createFaultList, type FaultList, formatFault, type InputFault } from "./input-fault.ts";
export { createByteStore, type ByteStore } from "./byte-store.ts";
export { createJsonScan, type JsonFault, type JsonScan } from "./json-scan.ts";
export type { LocalImages } from "./local-images.ts";
export { type ReadEntry, readItems, type ReadItemsOptions } from "./read-items.ts";
export { formatByName, INPUT_FORMATS, type InputFormat } from "./sniff-format.ts";
