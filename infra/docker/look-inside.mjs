// Looks at what the image holds: `node look-inside.mjs ROOT ARCHIVE CANARY`, its mounted file system, itself as an
// archive with its layers, and a word that was planted where secrets stand in a checkout.
import { execFileSync } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../release/packages.mjs";

/** Whoever passes one looks at what came in, and then raises it. */
const MOST_BYTES = { app: 14_000_000, others: 10_000_000 };
/** What writes to the image's root or runs what was not put there. */
const PROGRAMS = /\/(sh|bash|dash|busybox|apt|apt-get|dpkg|npm|npx|corepack|yarn|curl|wget|perl|python3?)$/;
const SOURCES = /\/node_modules\/|\.test\.|\.ts$|\.tsbuildinfo$|\.map$|\/\.env|\/\.npmrc$|\/jest\//;
const SECRETS = [
  /-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /_authToken\s*=\s*\S+/,
  /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\./,
];

/** Its key is public, and signs for nobody: `hailuo simulate --s3 own-ca`. */
const PUBLIC = readFileSync(join(ROOT, "packages", "testkit", "src", "unknown-authority.ts"), "utf8").replaceAll(
  "\\n",
  "\n",
);

const [root, archive, canary] = process.argv.slice(2);
const faults = [];
const files = walk("");

for (const { path, mode, uid, isFolder, isLink } of files) {
  if (!isFolder && PROGRAMS.test(path)) faults.push(`${path} is a program that nothing of ours needs`);
  if (SOURCES.test(path)) faults.push(`${path} is for development`);
  if ((mode & 0o6000) !== 0) faults.push(`${path} gives its user's rights to whoever runs it`);
  const isOpen = (mode & 0o002) !== 0 || uid === 1000;
  if (isOpen && !isLink && path !== "/tmp" && !path.startsWith("/credentials"))
    faults.push(`${path} can be changed by the user of the container`);
}

const licences = readFileSync(join(root, "app", "THIRD-PARTY-LICENCES.txt"), "utf8");
for (const name of Object.keys(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).devDependencies))
  if (!name.startsWith("@aws-sdk/") && licences.includes(`\n${name} `)) faults.push(`${name} is for development`);

const app = sizeOf("/app/");
const node = sizeOf("/usr/local/bin/node");
const others = sizeOf("") - app - node;
if (app > MOST_BYTES.app) faults.push(`/app has ${app} bytes`);
if (others > MOST_BYTES.others) faults.push(`what is neither Node nor ours has ${others} bytes`);

const layers = mkdtempSync(join(tmpdir(), "hailuo-layers-"));
let looked = 0;
try {
  execFileSync("tar", ["-xf", archive, "-C", layers]);
  for (const name of readdirSync(layers, { recursive: true }).map(String)) {
    const file = join(layers, name);
    if (!lstatSync(file).isFile()) continue;
    const isLayer = name.endsWith(".tar");
    const names = isLayer ? execFileSync("tar", ["-tf", file], { encoding: "utf8", maxBuffer: 1e8 }).split("\n") : [];
    // Node's own binary has keys of tests in it.
    const read = (extra) => execFileSync("tar", ["-xOf", file, ...extra], { maxBuffer: 1e9 }).toString("latin1");
    const text = isLayer ? read(["--exclude=*/bin/node", "--exclude=bin/node"]) : readFileSync(file, "latin1");
    looked += names.length;
    if (text.includes(canary) || readFileSync(file, "latin1").includes(canary))
      faults.push(`${name} holds what was in a file with secrets`);
    for (const secret of SECRETS) {
      const [found] = secret.exec(text) ?? [];
      if (found !== undefined && !PUBLIC.includes(found))
        faults.push(`${name} holds what looks like a secret: ${found.slice(0, 60)}`);
    }
  }
} finally {
  rmSync(layers, { recursive: true, force: true });
}

if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.error(
  `image: ${megabytes(app)} ours, ${megabytes(node)} Node, ${megabytes(others)} of Debian; ${looked} files in its layers, no secret, nothing for development`,
);

function walk(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    const { mode, uid, size } = lstatSync(join(root, path));
    const found = {
      path,
      mode,
      uid,
      size: entry.isFile() ? size : 0,
      isFolder: entry.isDirectory(),
      isLink: entry.isSymbolicLink(),
    };
    return entry.isDirectory() ? [found, ...walk(path)] : [found];
  });
}

function sizeOf(prefix) {
  return files.filter(({ path }) => path.startsWith(prefix)).reduce((sum, { size }) => sum + size, 0);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
