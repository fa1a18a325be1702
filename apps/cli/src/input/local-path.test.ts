import { pathToFileURL } from "node:url";
import { posix, win32 } from "node:path";
import { expect, test } from "@jest/globals";
import { isFilePath } from "@hailuo-queue/contracts";
import fc from "fast-check";
import { localPath } from "./local-path.ts";

const part = fc
  .string({
    unit: fc.constantFrom("a", "B", " ", "%", "#", "?", "é", "e\u0301", "雨", ".", "~", "&", "+"),
    minLength: 1,
    maxLength: 6,
  })
  .filter((name) => !/^\.+$|[. ]$/.test(name));

test("a path on Windows, with a drive or a share, comes back whole from its URL", () => {
  const root = fc.constantFrom("C:\\", "d:\\", "\\\\server\\share\\");
  fc.assert(
    fc.property(root, fc.array(part, { minLength: 1, maxLength: 4 }), (start, parts) => {
      const path = win32.join(start, ...parts.map((name) => name.replaceAll("?", "x")));
      expect(localPath(pathToFileURL(path, { windows: true }).href, "win32")).toBe(path);
      expect(localPath(path, "win32")).toBe(path);
      expect(isFilePath(path)).toBe(true);
    }),
  );
});

test("so does a path elsewhere", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const path = posix.join("/", ...parts);
      expect(localPath(pathToFileURL(path, { windows: false }).href, "linux")).toBe(path);
      expect(localPath(path, "linux")).toBe(path);
      expect(isFilePath(path)).toBe(true);
    }),
  );
});

test.each([
  ["file://server/share/a.jsonl", "linux"],
  ["file:///a%2fb", "linux"],
  ["file:///no-drive/a", "win32"],
] as const)("%s is refused on %s in one sentence", (url, platform) => {
  expect(() => localPath(url, platform)).toThrow(`${url}: is not a usable file:// URL`);
});

test("what is no file is left to others", () => {
  expect(
    ["s3://b/k", "https://x/y.png", "-", "prompts.jsonl", "C:prompts.jsonl"].map((text) => localPath(text, "win32")),
  ).toEqual(["s3://b/k", "https://x/y.png", "-", "prompts.jsonl", "C:prompts.jsonl"]);
  expect(["https://x/y.png", "data:image/png;base64,AA", "input://x"].map(isFilePath)).toEqual([false, false, false]);
  expect(isFilePath("file:///home/me/cat.png")).toBe(true);
});
