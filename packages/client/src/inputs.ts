import type { Connection } from "./connection.ts";
import type { components } from "./generated/api.ts";

/** An uploaded picture, video or recording as the gateway shows it; requests use its `id` as a URL. */
export type Input = components["schemas"]["Input"];

/** The caller's pictures, videos and recordings. */
export interface Inputs {
  /**
   * Uploads one, from a `File` of a browser, `await openAsBlob(path)` of Node, or bytes. The gateway judges the content
   * alone. The same content is the same input, so it is sent again when a connection breaks.
   * @throws GatewayError.
   */
  put(content: Blob | Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<Input>;
}

/** The calls for a tenant's pictures, videos and recordings. */
export function createInputs(connection: Connection): Inputs {
  return {
    put: async (content, signal) =>
      (await connection.askAgain("/api/v1/inputs", {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: content,
        ...(signal === undefined ? {} : { signal }),
      })) as Input,
  };
}
