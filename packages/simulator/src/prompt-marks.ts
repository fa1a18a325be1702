import { CREATE_FAULTS, type CreateFault } from "./faults.ts";

/**
 * What a prompt asks its own create to be answered, whenever it is sent: one request that is refused among others that
 * are not.
 */
export type PromptMark =
  | { readonly kind: "fault"; readonly fault: CreateFault }
  /** The API's refusal with this business code. */
  | { readonly kind: "code"; readonly code: number }
  /** Somebody before the API, with JSON or with a page. */
  | { readonly kind: "http" | "page"; readonly httpStatus: number };

const NUMBERED = /\[\[(code|http|page) (\d{3,5})\]\]/;
const NAMED = /\[\[(create[A-Za-z0-9]+)\]\]/;

export function readPromptMark(body: Readonly<Record<string, unknown>> | undefined): PromptMark | undefined {
  const prompt = promptOf(body ?? {});
  const [, kind, number] = NUMBERED.exec(prompt) ?? [];
  if (kind === "code") return { kind, code: Number(number) };
  if (kind === "http" || kind === "page") return { kind, httpStatus: Math.min(Math.max(Number(number), 200), 599) };
  const name = NAMED.exec(prompt)?.[1];
  const fault = CREATE_FAULTS.find((known) => known === name);
  return fault === undefined ? undefined : { kind: "fault", fault };
}

/** v1 has it as a field, v2 as the first text of its content. */
function promptOf({ prompt, content }: Readonly<Record<string, unknown>>): string {
  if (typeof prompt === "string") return prompt;
  if (!Array.isArray(content)) return "";
  const texts = (content as readonly unknown[]).map((part) =>
    typeof part === "object" && part !== null && "text" in part ? part.text : undefined,
  );
  return texts.find((text) => typeof text === "string") ?? "";
}
