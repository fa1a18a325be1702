import type { GenerationRequest } from "./generation-request.ts";

/** A data URL longer than this is named, not kept: requests are read by the hundred, and an image may have 20 MiB. */
const LONGEST_DATA_URL = 2048;

/**
 * The request as lists, results and records carry it: of media that stand in it as data URLs only kind and length are
 * told, as `data:image/png;base64,(123456 characters)`. The very same object where there are none.
 */
export function briefRequest(request: GenerationRequest): GenerationRequest {
  return holdsLongText(request) ? (briefValue(request) as GenerationRequest) : request;
}

/** Most requests hold none, and are looked at for every generation that is taken in. */
function holdsLongText(value: unknown): boolean {
  if (typeof value === "string") return value.length > LONGEST_DATA_URL;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsLongText);
}

function briefValue(value: unknown): unknown {
  if (typeof value === "string") return briefText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(briefValue);
    return items.every((item, at) => item === value[at]) ? value : items;
  }
  const parts = Object.entries(value);
  const briefs = parts.map(([name, part]): [string, unknown] => [name, briefValue(part)]);
  return briefs.every(([, brief], at) => brief === parts[at]?.[1]) ? value : Object.fromEntries(briefs);
}

function briefText(text: string): string {
  const kind = text.length > LONGEST_DATA_URL ? /^data:[\w/+.;=-]*,/.exec(text.slice(0, 200))?.[0] : undefined;
  return kind === undefined ? text : `${kind}(${text.length} characters)`;
}
