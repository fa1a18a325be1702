import { InvalidInputError } from "@hailuo-queue/contracts";

/**
 * An input that is no list of prompts, or cannot be read on. What came before is not enough to go on with: nothing of
 * it is enqueued.
 */
export class UnreadableInputError extends InvalidInputError {
  /** The end of a sentence that begins with the input's name. */
  readonly sentence: string;
  /** From 1; where reading ended. */
  readonly line: number | undefined;

  /**
   * Whether the input was put together from two encodings: read as UTF-8, only the lines in the other one cannot be
   * read.
   */
  readonly isMixed: boolean;

  constructor(sentence: string, line?: number, { isMixed = false } = {}) {
    super("unreadable_content", `The input${line === undefined ? "" : `, from line ${line} on,`} ${sentence}.`);
    this.sentence = sentence;
    this.line = line;
    this.isMixed = isMixed;
  }
}
