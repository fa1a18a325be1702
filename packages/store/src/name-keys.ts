import { KEY_PATTERNS, type KeyName, partsOf } from "./keys.ts";

export interface NamedKeys {
  /** Goes in front of the text, on a line of its own. */
  readonly prelude: string;
  /** The names whose keys come behind the caller's in KEYS. */
  readonly fixed: readonly KeyName[];
  /** Whether the root of the deployment is the last of KEYS. */
  readonly needsRoot: boolean;
}

const NAMES = new Map((Object.keys(KEY_PATTERNS) as KeyName[]).map((name) => [snakeCase(name), name]));

/**
 * What a Lua text needs to have for the names of keys that it uses.
 * @throws for one that is not on the page.
 */
export function nameKeys(text: string, file: string): NamedKeys {
  const used = [...new Set([...text.matchAll(/\bkey_of\.(\w+)/g)].map(([, name = ""]) => name))].toSorted();
  const fixed: KeyName[] = [];
  const families: KeyName[] = [];
  for (const name of used) {
    const keyName = NAMES.get(name);
    if (keyName === undefined) throw new Error(`${file}.lua names key_of.${name}, which is not in keys.ts`);
    (KEY_PATTERNS[keyName].includes("{") ? families : fixed).push(keyName);
  }
  const given = fixed.length + (families.length > 0 ? 1 : 0);
  const lines = [
    ...fixed.map((name, at) => `${snakeCase(name)} = KEYS[PLACES + ${at + 1}]`),
    ...families.map((name) => `${snakeCase(name)} = ${luaNamer(KEY_PATTERNS[name])}`),
  ];
  const prelude = [
    `local PLACES = #KEYS - ${given}`,
    ...(families.length === 0 ? [] : ["local ROOT = KEYS[#KEYS]"]),
    ...(lines.length === 0 ? [] : [`local key_of = { ${lines.join(", ")} }`]),
  ];
  return { prelude: `${prelude.join(" ")}\n`, fixed, needsRoot: families.length > 0 };
}

/** `batch:{batch}:members` as a function of Lua. */
function luaNamer(pattern: string): string {
  const [head = "", ...tails] = partsOf(pattern);
  const filled = tails.map((_tail, at) => `p${at + 1}`);
  const ends = tails.flatMap((tail, at) => [filled[at] ?? "", ...(tail === "" ? [] : [`'${tail}'`])]);
  return `function(${filled.join(", ")}) return ROOT .. ':${head}' .. ${ends.join(" .. ")} end`;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
