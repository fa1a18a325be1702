import {
  type Catalogue,
  createRetelling,
  fill,
  keyOf,
  type Language,
  loadCatalogues,
  type Retelling,
} from "@hailuo-queue/words";

export { joined } from "@hailuo-queue/words";

/** A process serves one person, so it speaks one language: runCli sets it before a command is made. */
let spoken: { readonly language: Language; readonly command: Catalogue; readonly retell: Retelling } = {
  language: "en",
  command: {},
  retell: (text) => text,
};

/** From now on, {@link say} and {@link retell} speak this language. */
export async function speak(language: Language): Promise<void> {
  if (language === "en") spoken = { language, command: {}, retell: (text) => text };
  else if (spoken.language !== language) {
    const { command, commandLine, elsewhere, names } = await loadCatalogues();
    spoken = { language, command, retell: createRetelling({ ...names, ...elsewhere, ...commandLine }) };
  }
}

export function spokenLanguage(): Language {
  return spoken.language;
}

/**
 * A text for a person, in their language: say`${count} failed`. The English stands where it is said, and is the key of
 * its translation in packages/words; a test holds both against each other. Only within functions: what a module says
 * while it is loaded is said before the language is known.
 */
export function say(texts: TemplateStringsArray, ...values: readonly (string | number | null | undefined)[]): string {
  // A sentence of an error or of the provider may stand within ours.
  const words = values.map((value) =>
    typeof value === "string" && value.includes(" ") ? retell(value) : String(value),
  );
  const key = keyOf(texts);
  return fill(spoken.command[key] ?? key, Object.fromEntries(words.entries()));
}

/** A sentence that another package made in English: an error, a diagnosis. What is not in the catalogue stays English. */
export function retell(text: string): string {
  return spoken.retell(text);
}
