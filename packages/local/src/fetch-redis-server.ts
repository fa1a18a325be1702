import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { askVersion } from "./found-server.ts";
import { packagesOfLibrary, parseMissingLibraries } from "./missing-libraries.ts";
import { runCommand } from "./run-command.ts";
import { isRecentEnough } from "./server-version.ts";
import { libraryFolders, unpackedCommand } from "./unpacked-server.ts";

/**
 * In Debian and Ubuntu the server is its -tools package's check program, called by another name; nothing is installed
 * or started.
 */
const SOURCES = [
  { package: "redis-tools", program: "redis-check-rdb", server: "redis-server" },
  { package: "valkey-tools", program: "valkey-check-rdb", server: "valkey-server" },
] as const;

const DOWNLOAD_TIMEOUT_MS = 180_000;

export type FetchResult =
  | { readonly ok: true; readonly root: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Unpacks a server from the packages of this Debian or Ubuntu into `root`, without root rights, without installing
 * anything and without a service: about 4 s and 1.4 MB. Two processes that do it at once end with one whole copy.
 */
export async function fetchRedisServer(root: string): Promise<FetchResult> {
  if (
    (await runCommand(["dpkg-deb", "--version"])).exitCode !== 0 ||
    (await runCommand(["apt-get", "--version"])).exitCode !== 0
  ) {
    return { ok: false, reason: "this system has no apt-get to fetch one with" };
  }
  const scratch = `${root}.${randomUUID().slice(0, 8)}`;
  const reasons: string[] = [];
  try {
    for (const source of SOURCES) {
      const attempt = join(scratch, source.server);
      const result = await unpackServer(attempt, scratch, source);
      if (result === undefined) {
        await moveIntoPlace(attempt, root);
        return { ok: true, root };
      }
      reasons.push(result);
    }
    return { ok: false, reason: reasons.join("; ") };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Undefined when the server in `target` runs, else why it does not. */
async function unpackServer(
  target: string,
  scratch: string,
  source: (typeof SOURCES)[number],
): Promise<string | undefined> {
  const unpacked = await unpackPackage(source.package, target, scratch);
  if (unpacked !== undefined) return unpacked;
  const programs = join(target, "usr", "bin");
  await symlink(source.program, join(programs, source.server)).catch(() => undefined);
  const faults = await addMissingLibraries(target, join(programs, source.program), scratch);
  const command = await unpackedCommand(target);
  const version = command === undefined ? undefined : await askVersion(command);
  if (version === undefined)
    return `${source.package} holds no server that runs here${faults === "" ? "" : ` (${faults})`}`;
  return isRecentEnough(version.version)
    ? undefined
    : `${source.package} of this system is ${version.version}, needed is 6.2 or newer`;
}

/** Libraries may need libraries: a few rounds until the loader finds all. Returns what stays missing. */
async function addMissingLibraries(target: string, program: string, scratch: string): Promise<string> {
  let missing: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    const folders = (await libraryFolders(target)).join(":");
    missing = parseMissingLibraries(
      (await runCommand(["/usr/bin/env", `LD_LIBRARY_PATH=${folders}`, "ldd", program])).stdout,
    );
    if (missing.length === 0) return "";
    let added = 0;
    for (const library of missing) {
      for (const name of packagesOfLibrary(library)) {
        if ((await unpackPackage(name, target, scratch)) !== undefined) continue;
        added += 1;
        break;
      }
    }
    if (added === 0) break;
  }
  return `missing ${missing.join(", ")}`;
}

async function unpackPackage(name: string, target: string, scratch: string): Promise<string | undefined> {
  const downloads = join(scratch, `download-${name}`);
  await mkdir(downloads, { recursive: true });
  const reason = await downloadPackage(name, downloads, scratch);
  if (reason !== undefined) return reason;
  const archive = (await readdir(downloads)).find((file) => file.endsWith(".deb"));
  if (archive === undefined) return `apt-get download ${name} left no file`;
  await mkdir(target, { recursive: true });
  const unpacked = await runCommand(["dpkg-deb", "-x", join(downloads, archive), target]);
  return unpacked.exitCode === 0 ? undefined : lastLine(unpacked.stderr);
}

/** With the system's package lists; where they are empty (as in images) with lists of our own, which need no root. */
async function downloadPackage(name: string, downloads: string, scratch: string): Promise<string | undefined> {
  const download = [...apt(undefined), "download", name];
  const direct = await runCommand(download, { directory: downloads, timeoutMs: DOWNLOAD_TIMEOUT_MS });
  if (direct.exitCode === 0) return undefined;
  const lists = join(scratch, "apt");
  if ((await readdir(lists).catch(() => [])).length === 0) {
    await mkdir(join(lists, "lists", "partial"), { recursive: true });
    await mkdir(join(lists, "cache", "archives", "partial"), { recursive: true });
    const updated = await runCommand([...apt(lists), "update"], { timeoutMs: DOWNLOAD_TIMEOUT_MS });
    if (updated.exitCode !== 0) return lastLine(updated.stderr) || "apt-get update did not end in time";
  }
  const own = await runCommand([...apt(lists), "download", name], {
    directory: downloads,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  return own.exitCode === 0 ? undefined : lastLine(own.stderr) || `apt-get download ${name} did not end in time`;
}

/**
 * apt's own user may not write below /root or a home, so its sandbox stays off for these downloads; signatures are
 * still checked.
 */
function apt(lists: string | undefined): string[] {
  const base = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root"];
  if (lists === undefined) return base;
  return [...base, "-o", `Dir::State::Lists=${join(lists, "lists")}`, "-o", `Dir::Cache=${join(lists, "cache")}`];
}

async function moveIntoPlace(attempt: string, root: string): Promise<void> {
  try {
    await rename(attempt, root);
  } catch {
    // Another process was quicker, or an old copy that no longer runs is in the way.
    const command = await unpackedCommand(root);
    if (command !== undefined && (await askVersion(command)) !== undefined) return;
    await rm(root, { recursive: true, force: true });
    await rename(attempt, root);
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
