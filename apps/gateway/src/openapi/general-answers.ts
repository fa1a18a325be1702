import type { RouteFacts } from "../http/route.ts";

export interface GeneralAnswer {
  /** In the document's `components.responses`. */
  readonly name: string;
  readonly description: string;
}

/** Refusals that many routes share; each is a problem. */
export const GENERAL_ANSWERS: Readonly<Record<number, GeneralAnswer>> = {
  400: { name: "BadRequest", description: "What is wrong with the request, field by field" },
  401: { name: "Unauthorized", description: "No valid API key" },
  403: { name: "Forbidden", description: "The key's role does not allow it" },
  413: { name: "TooLarge", description: "The body is too large; `detail` names the limit" },
  415: { name: "ContentType", description: "The content type is not accepted" },
  422: {
    name: "Unusable",
    description: "The body cannot be used; `detail` says why, and names a limit that it exceeds",
  },
  429: {
    name: "TooMany",
    description: "Too many requests, or more than the tenant's quota; Retry-After says when to try again",
  },
  503: { name: "Unavailable", description: "Redis or storage is unavailable: nothing was accepted, try again" },
};

/** Those that a route may give by what it takes, besides those that it names itself. */
export function generalStatuses({ method, role }: RouteFacts): readonly number[] {
  const takesBody = method !== "GET";
  return [
    400,
    ...(role === undefined ? [] : [401, 429]),
    ...(role === undefined || role === "read" ? [] : [403]),
    ...(takesBody ? [413, 415, 422] : []),
    503,
  ];
}
