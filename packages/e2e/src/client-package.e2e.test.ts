import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

const folder = new URL("../../client/", import.meta.url);

test("the client's tarball has what its package.json names, no sources, and nothing that only this workspace knows", async () => {
  const { stdout } = await promisify(execFile)("npm", ["pack", "--dry-run", "--json"], { cwd: fileURLToPath(folder) });
  const [tarball] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  const paths = tarball?.files.map(({ path }) => path) ?? [];
  const told = JSON.parse(await readFile(new URL("package.json", folder), "utf8")) as {
    readonly exports: { readonly ".": { readonly types: string; readonly default: string } };
    readonly dependencies: Readonly<Record<string, string>>;
  };
  expect(paths).toEqual(
    expect.arrayContaining([told.exports["."].types, told.exports["."].default].map((path) => path.replace("./", ""))),
  );
  expect(paths.filter((path) => path.startsWith("src/") || path.includes(".test."))).toEqual([]);
  expect(Object.keys(told.dependencies).filter((name) => name.startsWith("@hailuo-queue/"))).toEqual([]);
});
