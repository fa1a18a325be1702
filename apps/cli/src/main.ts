import { createProcessShell } from "./process-shell.ts";
import { runCli } from "./run-cli.ts";

// `hailuo list | head` closes the pipe: end as SIGPIPE would, without a stack.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 141 : 2));

/** How long the end waits for a reader, once a signal has asked for it. */
const UNREAD_MS = 2000;

const shell = createProcessShell(process, process.env);
const code = await runCli(process.argv.slice(2), shell);
// All is closed; timers that libraries leave behind would keep the terminal for seconds. What was printed must leave
// first.
process.stdout.write("", () => process.exit(code));
// Nobody may read: a worker whose output stands still must end nevertheless when it is told to.
if (shell.wasInterrupted()) setTimeout(() => process.exit(code), UNREAD_MS);
