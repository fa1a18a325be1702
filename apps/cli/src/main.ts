import { createProcessShell } from "./process-shell.ts";
import { runCli } from "./run-cli.ts";

// `hailuo list | head` closes the pipe: end as SIGPIPE would, without a stack.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 141 : 2));

const code = await runCli(process.argv.slice(2), createProcessShell(process, process.env));
// All is closed; timers that libraries leave behind would keep the terminal for seconds. What was printed must leave first.
process.stdout.write("", () => process.exit(code));
