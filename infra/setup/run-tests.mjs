// Runs jest: `npm test` all of it, `npm test -- storage` (or `pnpm test storage`) the tests of the package or app with
// that name. Every other word goes to jest as it is.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rooms = ["packages", "apps"];

function patternOf(word) {
  const room = /^[a-z0-9-]+$/.test(word)
    ? rooms.find((each) => existsSync(join(root, each, word, "package.json")))
    : undefined;
  return room === undefined ? word : `/${room}/${word}/`;
}

const jest = join(root, "node_modules", "jest", "bin", "jest.js");
const words = ["--experimental-vm-modules", "--no-warnings", jest, ...process.argv.slice(2).map(patternOf)];
const child = spawn(process.execPath, words, { cwd: root, stdio: "inherit" });
// The whole process group gets a Ctrl-C; jest ends by itself, and says how.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal === "SIGTERM" && child.kill(signal));
child.on("error", (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
child.on("close", (code) => (process.exitCode = code ?? 1));
