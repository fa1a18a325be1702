import type { GenerationRequest } from "../generation-request.ts";

/** Inputs that a request names by their content (see {@link StoredInput}) and that stand in storage. */
export interface InputReader {
  /**
   * The request as the provider gets it: each of the tenant's inputs as a data URL. The very same object where it names
   * none.
   * @throws InvalidInputError (`input_image_missing`, `input_image_changed`) when the storage holds none of that
   * content, and UnavailableError when it cannot be asked.
   */
  fill(request: GenerationRequest, tenant: string): Promise<GenerationRequest>;
}
