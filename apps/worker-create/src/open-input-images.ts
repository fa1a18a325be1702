import { type InputImages, storedInputsOf } from "@hailuo-queue/contracts";
import type { CreateWorkerSettings } from "./env.ts";

type StorageSettings = Pick<CreateWorkerSettings, "HAILUO_OUT" | "S3_ENDPOINT" | "S3_REGION" | "S3_FORCE_PATH_STYLE">;

/** Opens the storage at the first image that is wanted: most deployments have none, and the client of S3 takes 40 MB. */
export function openInputImages(settings: StorageSettings): InputImages & { close(): Promise<void> } {
  const { HAILUO_OUT: target, S3_ENDPOINT: endpoint, S3_REGION: region, S3_FORCE_PATH_STYLE: forcePathStyle } = settings;
  let opening: Promise<InputImages & { close(): Promise<void> }> | undefined;

  async function open(): Promise<InputImages & { close(): Promise<void> }> {
    const { createInputImages, openObjectStore } = await import("@hailuo-queue/storage");
    const place = { ...(endpoint === undefined ? {} : { endpoint }), ...(forcePathStyle === undefined ? {} : { forcePathStyle }) };
    const store = openObjectStore(target, { region, ...place });
    return { ...createInputImages({ store }), close: () => store.close() };
  }

  return {
    async fill(request) {
      if (storedInputsOf(request).length === 0) return request;
      opening ??= open();
      return (await opening).fill(request);
    },
    async close() {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}
