/**
 * Chinese by English sentence. `{0}`, `{1}`, … stand for values, in the order in which the English has them, and a name
 * such as `{host}` for the value of that name; `{-1}` says that the Chinese leaves one out on purpose, such as an English
 * plural. `{~0}` says that a value of one word is a word of ours, such as "hour", and is told too; in all other places a
 * single word is a name that somebody gave, such as a batch called "storage", and stays as it is.
 */
export type Catalogue = Readonly<Record<string, string>>;

/** The English text of a tagged template, with `{0}`, `{1}`, … in place of its values: its key in a catalogue. */
export function keyOf(texts: readonly string[]): string {
  return texts.map((text, at) => (at === texts.length - 1 ? text : `${text}{${at}}`)).join("");
}

/** Puts values into a sentence, by their names. A placeholder without a value stays as it is. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/\{([-~]?)(\w+)\}/g, (whole, mark: string, name: string) =>
    mark === "-" ? "" : (values[name] ?? whole),
  );
}

/** The names of a sentence's placeholders, those that it leaves out on purpose too; each once, in order. */
export function placeholdersOf(sentence: string): readonly string[] {
  return [...new Set([...sentence.matchAll(/\{[-~]?(\w+)\}/g)].map(([, name = ""]) => name))].toSorted();
}
