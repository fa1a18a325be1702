import { parseJson, type ParsedJson } from "./parse-json.ts";

/** A complete HTTP answer, whatever its status. */
export interface ProviderAnswer {
  readonly httpStatus: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON, whatever its content type claims: proxies mislabel it. */
  readonly json: ParsedJson;
}

/** An answer, with its body parsed where that is JSON. */
export function toAnswer(httpStatus: number, headers: Readonly<Record<string, string>>, text: string): ProviderAnswer {
  return { httpStatus, headers, text, json: parseJson(text) };
}

/** Whether the HTTP status is 2xx; v1 refuses in those, too. */
export function isSuccess(answer: ProviderAnswer): boolean {
  return answer.httpStatus >= 200 && answer.httpStatus < 300;
}

/** Whether a value is an object, and no list. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The body when it is a JSON object. */
export function bodyOf(answer: ProviderAnswer): Readonly<Record<string, unknown>> | undefined {
  return answer.json.ok && isJsonObject(answer.json.value) ? answer.json.value : undefined;
}

/** The id that the provider's support asks for. */
export function traceIdOf(answer: ProviderAnswer): string | undefined {
  const id = answer.headers["trace-id"] ?? bodyOf(answer)?.["request_id"];
  return typeof id === "string" && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}
