import type { Catalogue } from "./fill.ts";

/** What is said in another language, by who says it. */
export interface Catalogues {
  /** What the command says itself. */
  readonly command: Catalogue;
  /** Sentences that other packages make in English: errors, diagnoses, faults of inputs. */
  readonly elsewhere: Catalogue;
  /** What the library that reads the command line says. */
  readonly commandLine: Catalogue;
  /** What the pages of the console say themselves. */
  readonly console: Catalogue;
  /** Sentences that the console's server makes in English. */
  readonly consoleServer: Catalogue;
  /** What the page of a gallery says. */
  readonly gallery: Catalogue;
  /** Names of checks, causes and units, which stand alone. */
  readonly names: Catalogue;
}

/** Chinese. It is loaded only where it is spoken. */
export async function loadCatalogues(): Promise<Catalogues> {
  const [{ COMMAND }, { COMMAND_LINE }, { CONSOLE }, { CONSOLE_SERVER }, { ELSEWHERE }, { GALLERY }, { NAMES }] =
    await Promise.all([
      import("./zh/command.ts"),
      import("./zh/command-line.ts"),
      import("./zh/console.ts"),
      import("./zh/console-server.ts"),
      import("./zh/elsewhere.ts"),
      import("./zh/gallery.ts"),
      import("./zh/names.ts"),
    ]);
  return {
    command: COMMAND,
    commandLine: COMMAND_LINE,
    console: CONSOLE,
    consoleServer: CONSOLE_SERVER,
    elsewhere: ELSEWHERE,
    gallery: GALLERY,
    names: NAMES,
  };
}
