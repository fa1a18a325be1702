import openapiTypes, { astToString } from "openapi-typescript";
import { describeApi } from "./describe-api.ts";

const HEAD = "// Generated from the gateway's OpenAPI document by infra/docs/write-client-types.mjs.\n\n";

/** The types of packages/client, as TypeScript. */
export async function clientTypes(): Promise<string> {
  return HEAD + astToString(await openapiTypes(JSON.parse(JSON.stringify(describeApi())) as never));
}
