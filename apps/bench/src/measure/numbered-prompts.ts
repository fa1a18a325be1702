/** Prompts of so many characters, each another, made as they are asked for. */
export function* numberedPrompts(wanted: {
  readonly prompts: number;
  readonly promptCharacters: number;
}): Generator<string> {
  const filler = "A paper boat drifts down a rain gutter at dusk, past the lights of a quiet street. ".repeat(
    Math.ceil(wanted.promptCharacters / 80),
  );
  for (let number = 0; number < wanted.prompts; number += 1)
    yield `${number}: ${filler}`.slice(0, wanted.promptCharacters);
}
