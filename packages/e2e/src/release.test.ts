import { afterEach, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SCRIPT = fileURLToPath(new URL("../../../infra/release/version.mjs", import.meta.url));
const run = promisify(execFile);
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** A workspace of two packages that is to become 1.2.0. */
async function makeWorkspace(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "hailuo-release-"));
  folders.push(root);
  await writeFile(join(root, "package.json"), '{ "version": "1.2.0" }');
  for (const folder of ["apps/one", "packages/two", "examples"]) {
    await mkdir(join(root, folder), { recursive: true });
    await cp(join(root, "package.json"), join(root, folder, "package.json"));
  }
  await mkdir(join(root, "clients/python"), { recursive: true });
  await writeFile(join(root, "clients/python/pyproject.toml"), 'name = "x"\nversion = "1.2.0"\n');
  await writeFile(
    join(root, "CHANGELOG.md"),
    "# Changelog\n\n## [Unreleased]\n\nTo become 1.2.0.\n\n### Added\n\n- Two.\n\n## [1.1.0] - 2026-01-01\n\n- One.\n",
  );
  return root;
}

test("every package of this repository has its version, and the changelog a section for it", async () => {
  await run(process.execPath, [SCRIPT, "check"]);
});

test("a tag of another version, and a package of another version, are refused", async () => {
  const root = await makeWorkspace();
  await run(process.execPath, [SCRIPT, "check", "v1.2.0", root]);
  await expect(run(process.execPath, [SCRIPT, "check", "v1.3.0", root])).rejects.toThrow(
    "the tag would have to be v1.2.0",
  );
  await writeFile(join(root, "packages/two/package.json"), '{ "version": "1.1.0" }');
  await expect(run(process.execPath, [SCRIPT, "check", "v1.2.0", root])).rejects.toThrow("packages/two/package.json");
});

test("after a release its section is dated, and the next version begins in every package", async () => {
  const root = await makeWorkspace();
  expect((await run(process.execPath, [SCRIPT, "notes", "", root])).stdout).toBe("### Added\n\n- Two.\n");
  await run(process.execPath, [SCRIPT, "begin", "1.3.0", root]);
  const changelog = await readFile(join(root, "CHANGELOG.md"), "utf8");
  expect(changelog).toMatch(
    /## \[Unreleased\]\n\nTo become 1\.3\.0\.\n\n## \[1\.2\.0\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- Two\.\n/,
  );
  expect(await readFile(join(root, "clients/python/pyproject.toml"), "utf8")).toContain('version = "1.3.0"');
  await run(process.execPath, [SCRIPT, "check", "v1.3.0", root]);
});
