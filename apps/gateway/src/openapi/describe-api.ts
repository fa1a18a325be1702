import { API_ROUTES } from "../routes/table.ts";
import { buildOpenApi } from "./build-openapi.ts";

/** In step with the packages. */
const API_VERSION = "0.1.0";

/** The OpenAPI document, of the table alone: no gateway need run. */
export function describeApi(): ReturnType<typeof buildOpenApi> {
  return buildOpenApi(API_ROUTES, API_VERSION);
}
