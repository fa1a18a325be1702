// Publishes the packages of build-packages.mjs with their provenance, from a workflow. A version that is there already
// is left as it is, so that a release that broke off can be run again. NPM_TOKEN: of whoever may publish; without one
// npm uses the trust that the packages' settings give to the workflow.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { folderOf, PACKAGES, readVersion } from "./packages.mjs";

const run = promisify(execFile);
const version = await readVersion();
const { stdout: registry } = await run("npm", ["config", "get", "registry"]);
const token = process.env.NPM_TOKEN;
if (token) await run("npm", ["config", "set", `${registry.trim().replace(/^https?:/, "")}:_authToken`, token]);

for (const entry of PACKAGES) {
  if (await isPublished(entry)) {
    console.log(`${entry.name}@${version} is there already`);
    continue;
  }
  const child = spawn("npm", ["publish", "--provenance"], { cwd: folderOf(entry), stdio: "inherit" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${entry.name}@${version} could not be published.`);
}

async function isPublished({ name }) {
  try {
    const { stdout } = await run("npm", ["view", `${name}@${version}`, "version"]);
    return stdout.trim() !== "";
  } catch ({ stderr }) {
    if (/E404|ETARGET/.test(stderr)) return false;
    throw new Error(stderr);
  }
}
