import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Environment } from "../env/read-env.ts";
import { type AccountEntry, KEY_PATTERN } from "./account-fields.ts";

/** Where keys that are not in the file come from. */
export interface KeySources {
  /** The accounts file: a `keyFile` is seen from there. */
  readonly file: string;
  readonly env: Environment;
}

/**
 * The keys of an account from everywhere it names, each once, and what is wrong with a source. Faults never hold a key.
 */
export async function resolveKeys(
  entry: AccountEntry,
  sources: KeySources,
): Promise<{ readonly keys: readonly string[]; readonly faults: readonly string[] }> {
  const faults: string[] = [];
  const found = [...(entry.key === undefined ? [] : [entry.key]), ...(entry.keys ?? [])];
  for (const name of [...(entry.keyEnv === undefined ? [] : [entry.keyEnv]), ...(entry.keysEnv ?? [])]) {
    take(
      sources.env[name] ?? "",
      `${entry.keyEnv === name ? "keyEnv" : "keysEnv"} is ${name}, and that variable`,
      "is not set",
    );
  }
  if (entry.keyFile !== undefined) {
    const path = resolve(dirname(sources.file), entry.keyFile);
    try {
      take(await readFile(path, "utf8"), `keyFile is ${JSON.stringify(entry.keyFile)}, and that file`, "is empty");
    } catch (error) {
      faults.push(
        `keyFile is ${JSON.stringify(entry.keyFile)}; ${path} ` +
          `${whyUnreadable(error)}; allowed: a file that can be read`,
      );
    }
  }
  if (found.length === 0 && faults.length === 0)
    faults.push("has no key; needed: one of keyEnv, keysEnv, keyFile, key, keys");
  return { keys: [...new Set(found)], faults };

  function take(text: string, where: string, whenEmpty: string): void {
    const keys = splitKeys(text);
    if (keys.length === 0) faults.push(`${where} ${whenEmpty}; needed: a key, or several separated by commas`);
    else if (keys.every((key) => KEY_PATTERN.test(key))) found.push(...keys);
    else
      faults.push(
        `${where} holds what cannot be a key and is not shown here; allowed: keys ` +
          "without spaces, with commas or line breaks between",
      );
  }
}

/** A variable or a file may hold several: commas or line breaks between. */
export function splitKeys(text: string): readonly string[] {
  return text
    .split(/[,\r\n]/)
    .map((key) => key.trim())
    .filter((key) => key !== "");
}

/** In a sentence after the path. */
export function whyUnreadable(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown cause";
  const words: Readonly<Record<string, string>> = {
    ENOENT: "does not exist",
    EACCES: "may not be read by this user",
    EISDIR: "is a directory",
  };
  return words[code] ?? `cannot be read (${code})`;
}
