export { chunksOf, collectBytes, patternBytes } from "./bodies.ts";
export { inputBooksConformance, type InputBooksStand, newInput } from "./input-books-conformance.ts";
export { objectStoreConformance, type ObjectStoreStand } from "./object-store-conformance.ts";
export { newGeneration, storeConformance, type StoreStand } from "./store-conformance.ts";
