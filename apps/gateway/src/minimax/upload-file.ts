import { type Answer, type CallOf, json } from "../http/route.ts";
import { readUpload } from "../inputs/read-upload.ts";
import { keepUpload } from "../routes/inputs/create-input.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { INPUT_PURPOSE, showInputFile } from "./find-input.ts";
import type { upload } from "./operations.ts";
import { SUCCESS } from "./show-task.ts";
import { warningHeader } from "./warning-header.ts";

/** The file becomes an input of the tenant. */
export async function uploadFile(
  { own, body, headers, signal, tell }: CallOf<typeof upload>,
  { arrivals }: PartsOf<"arrivals">,
): Promise<Answer> {
  let purpose = INPUT_PURPOSE;
  const content = readUpload(body, headers, (name, value) => {
    if (name === "purpose" && value.trim() !== "") purpose = value.trim();
  });
  const { input } = await keepUpload(own.tenant, { body: content, signal }, arrivals);
  tell({ about: { input: input.sha256 } });
  const warnings =
    purpose === INPUT_PURPOSE ? [] : [`purpose is left out: every file that is uploaded here is ${INPUT_PURPOSE}`];
  return json(200, { file: showInputFile(input), base_resp: SUCCESS }, warningHeader(warnings));
}
