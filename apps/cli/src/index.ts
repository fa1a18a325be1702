export { EXIT, type ExitCode } from "./exit-code.ts";
export { runCli } from "./run-cli.ts";
export type { Environment, Shell, TextOutput } from "./shell.ts";
