export { chunksOf, collectBytes, patternBytes } from "./bodies.ts";
export { objectStoreConformance, type ObjectStoreStand } from "./object-store-conformance.ts";
