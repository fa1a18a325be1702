import { storeConformance } from "../conformance/store-conformance.ts";
import { createMemoryStore } from "./memory-store.ts";

storeConformance("the memory twins", () => {
  const { slots, ...store } = createMemoryStore();
  return { ...store, slots: async (account) => [...slots(account).keys()] };
});
