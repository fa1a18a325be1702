// The AWS SDK says at every start that it will want a newer Node some day; it reads this while it is imported.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const { createProcessShell } = await import("./process-shell.ts");
const { runCli } = await import("./run-cli.ts");

// `hailuo list | head` closes the pipe; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));

process.exitCode = await runCli(process.argv.slice(2), createProcessShell(process, process.env));
// Everything was closed; a socket of a service that hangs must not keep the terminal.
setTimeout(() => process.exit(), 3000).unref();
