import { listRoutes, type RouteParts } from "../routes/list-routes.ts";
import { buildOpenApi } from "./build-openapi.ts";

/** In step with the packages. */
export const API_VERSION = "0.1.0";

/** The OpenAPI document without a running gateway: building the table calls no handler. */
export function describeApi(): ReturnType<typeof buildOpenApi> {
  return buildOpenApi(listRoutes({} as RouteParts), API_VERSION);
}
