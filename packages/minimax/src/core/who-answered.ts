import { bodyOf, type ProviderAnswer } from "./answer.ts";
import { readFault } from "./read-fault.ts";

/** How web frameworks and API proxies say that a path does not exist. */
const NO_ROUTE =
  /\broutes?\b|cannot (?:get|post)|invalid url|page[\s_]not[\s_]found|(?:path|endpoint|resource|url|method)[\s\S]*not (?:found|exist|allowed|matched|supported)|(?:unknown|no|no such) (?:path|endpoint|handler|url|static resource)|missing authentication token/i;
/** Routers say this too, but so may an API about an id. */
const BARE_NOT_FOUND = /^\W*(?:http\s*)?(?:404\W*)?not[\s_-]?found\W*$/i;

/**
 * Whether an error says that a path does not exist (`no_route`), or something about what was asked for (`api`), or
 * nothing that would tell the two apart (`unclear`).
 */
export function whoAnswered(answer: ProviderAnswer): "no_route" | "unclear" | "api" {
  const body = bodyOf(answer);
  if (body === undefined) return "no_route";
  if (body["base_resp"] !== undefined) return "api";
  // Spring's error page: {timestamp, status, error, path}.
  if (typeof body["path"] === "string" && body["timestamp"] !== undefined) return "no_route";
  const text = readFault(answer)?.text;
  if (text === undefined || NO_ROUTE.test(text)) return "no_route";
  return BARE_NOT_FOUND.test(text) ? "unclear" : "api";
}
