import { readFileSync } from "node:fs";
import { type ProviderAnswer, toAnswer } from "../core/answer.ts";

/** The answers of one dialect, by what they stand for. */
export function recorded(file: "minimax-v1" | "minimax-v2" | "minimax-agent" | "documented"): (name: string) => ProviderAnswer {
  const all = JSON.parse(readFileSync(new URL(`./${file}.json`, import.meta.url), "utf8")) as Record<
    string,
    { readonly httpStatus: number; readonly body: unknown }
  >;
  return (name) => {
    const found = all[name];
    if (found === undefined) throw new Error(`no recorded answer "${name}" in ${file}.json`);
    return toAnswer(found.httpStatus, {}, JSON.stringify(found.body));
  };
}
