import type { Catalogue } from "./fill.ts";

/** What is said in another language, by who says it. */
export interface Catalogues {
  /** What the command says itself. */
  readonly command: Catalogue;
  /** Sentences that other packages make in English: errors, diagnoses, faults of inputs. */
  readonly elsewhere: Catalogue;
  /** What the library that reads the command line says. */
  readonly commandLine: Catalogue;
  /** Names of checks, causes and units, which stand alone. */
  readonly names: Catalogue;
}

/** Chinese. It is loaded only where it is spoken. */
export async function loadCatalogues(): Promise<Catalogues> {
  const [{ COMMAND }, { COMMAND_LINE }, { ELSEWHERE }, { NAMES }] = await Promise.all([
    import("./zh/command.ts"),
    import("./zh/command-line.ts"),
    import("./zh/elsewhere.ts"),
    import("./zh/names.ts"),
  ]);
  return { command: COMMAND, commandLine: COMMAND_LINE, elsewhere: ELSEWHERE, names: NAMES };
}
