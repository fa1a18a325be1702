import { type InputBooks, type InputReader, storedInputsOf } from "@hailuo-queue/contracts";
import { type StoragePlace, storeOptions, type ProxySettings } from "@hailuo-queue/runtime";

export interface OpenedInputs {
  readonly reader: InputReader;
  readonly deleteObject: (objectKey: string) => Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the storage at the first input that is wanted or goes: most deployments have none, and the client of S3 takes
 * 40 MB.
 */
export function openInputs(settings: StoragePlace & ProxySettings, books: Pick<InputBooks, "find">): OpenedInputs {
  let opening: Promise<OpenedInputs> | undefined;

  async function open(): Promise<OpenedInputs> {
    const { createInputReader, openObjectStore } = await import("@hailuo-queue/storage");
    const store = openObjectStore(settings.HAILUO_OUT, storeOptions(settings));
    return {
      reader: createInputReader({ store, books }),
      deleteObject: (key) => store.delete(key),
      close: () => store.close(),
    };
  }

  const opened = (): Promise<OpenedInputs> => (opening ??= open());
  return {
    reader: {
      async fill(request, tenant) {
        return storedInputsOf(request).length === 0 ? request : (await opened()).reader.fill(request, tenant);
      },
    },
    deleteObject: async (objectKey) => (await opened()).deleteObject(objectKey),
    async close() {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}
