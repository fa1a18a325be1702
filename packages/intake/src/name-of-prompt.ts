const WORDS = 8;
const CHARACTERS = 48;

/** `007-a-red-kite-over-the-sea`: the place of a line of text, and the first words of its prompt. */
export function nameOfPrompt(number: number, prompt: string): string {
  const words = prompt
    .slice(0, 400)
    .normalize("NFC")
    .toLowerCase()
    .match(/[\p{L}\p{N}\p{M}]+/gu);
  const text = (words ?? []).slice(0, WORDS).join("-");
  const cut = Array.from(text).slice(0, CHARACTERS).join("").replace(/-+$/, "");
  return [String(number).padStart(3, "0"), ...(cut === "" ? [] : [cut])].join("-");
}
