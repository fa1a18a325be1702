import { objectStoreConformance } from "./conformance/object-store-conformance.ts";
import { createMemoryObjectStore } from "./memory-object-store.ts";

objectStoreConformance("the memory twin", async () => {
  const store = createMemoryObjectStore();
  return { store, partBytes: 256 * 1024, leftovers: () => Promise.resolve([]), close: () => store.close() };
});
