import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { Colors } from "../colors.ts";
import { generationLine } from "../results/generation-line.ts";
import { columnsOf, printSentence } from "../shell.ts";
import { isLineDue, plainNotices, renderPlainLine } from "./plain-line.ts";
import { progressLine } from "./progress-line.ts";
import { renderProgress } from "./progress-view.ts";
import { createScreen, type ScreenOutput } from "./screen.ts";
import type { ProgressSnapshot } from "./snapshot.ts";

/** Shows how a batch comes along: in place, line by line, or to a machine. */
export interface Reporter {
  update(snapshot: ProgressSnapshot): void;
  /**
   * A generation that has ended or waits for its user; each is told once. Left out where nobody looks at single ones.
   */
  ended?(record: GenerationRecord): void;
  close(): void;
}

export type Output = ScreenOutput & { readonly columns?: number; readonly isTTY?: boolean };

export function createTerminalReporter(output: Output, colors: Colors): Reporter {
  const screen = createScreen(output);
  return {
    update: (snapshot) =>
      screen.draw(renderProgress(snapshot, { columns: columnsOf(output), rows: output.rows, colors })),
    close: () => screen.close(),
  };
}

export function createPlainReporter(output: Output): Reporter {
  let last: ProgressSnapshot | undefined;
  return {
    update(snapshot) {
      if (!isLineDue(snapshot, last)) return;
      for (const line of [renderPlainLine(snapshot), ...plainNotices(snapshot, last)]) printSentence(output, line);
      last = snapshot;
    },
    close() {},
  };
}

export function createJsonReporter(output: Output): Reporter {
  let last: ProgressSnapshot | undefined;
  return {
    update(snapshot) {
      if (!isLineDue(snapshot, last)) return;
      last = snapshot;
      output.write(`${JSON.stringify(progressLine(snapshot))}\n`);
    },
    ended: (record) => void output.write(`${JSON.stringify(generationLine(record))}\n`),
    close() {},
  };
}
