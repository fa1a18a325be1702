import { type Argument, Help, type HelpConfiguration, type Option } from "commander";
import { displayWidth, wrapWords } from "../progress/display-text.ts";
import { retell, spokenLanguage } from "./say.ts";

const english = new Help();

/** Commander's own words in help, and its columns where characters are two columns wide. English stays as it is. */
export const helpWords: HelpConfiguration = {
  styleTitle: retell,
  displayWidth,
  optionDescription: (option: Option) => withNotes(english.optionDescription(option)),
  argumentDescription: (argument: Argument) => withNotes(english.argumentDescription(argument)),
  boxWrap: (text: string, width: number) => {
    if (spokenLanguage() === "en") return english.boxWrap(text, width);
    return text
      .split("\n")
      .flatMap((line) => wrapWords(line, { indent: "", columns: width, breakWords: false }))
      .join("\n");
  },
};

/** `(choices: "high", "low")` and `(default: 50)` behind a description. */
function withNotes(description: string): string {
  return description.replace(/ \(((?:choices|default|preset): [^\n]*)\)$/, (whole, notes: string) => {
    const told = notes
      .split(/, (?=(?:default|preset): )/)
      .map(retell)
      .join(", ");
    return told === notes ? whole : `\uff08${told}\uff09`;
  });
}
