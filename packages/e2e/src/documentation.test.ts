import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { GENERATION_STATES, TRANSITIONS } from "@hailuo-queue/contracts";
import { findFiles, readFile, ROOT } from "./__fixtures__/repository.ts";

/** The texts in backticks of a page. */
const namesOn = (page: string): Set<string> =>
  new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name!.replaceAll("\\|", "|")));

const pages = findFiles(/\.md$/);

/** As GitHub makes them of a heading. */
function anchorsOf(page: string): Set<string> {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text]) => text!);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

test("every relative link of every page leads to a file, and every anchor to a heading", () => {
  const broken: string[] = [];
  for (const path of pages) {
    const text = readFile(path).replaceAll(/```[\s\S]*?```/g, "");
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue;
      const [file, anchor] = target!.split("#") as [string, string | undefined];
      const linked = file === "" ? path : join(dirname(path), file);
      if (!existsSync(join(ROOT, linked))) broken.push(`${path}: ${target}`);
      else if (anchor !== undefined && !anchorsOf(readFile(linked)).has(anchor)) broken.push(`${path}: ${target}`);
    }
  }
  expect(pages.length).toBeGreaterThan(40);
  expect(broken).toEqual([]);
});

test("the README has at most 180 lines, and the page on durability is linked from it and from ARCHITECTURE.md", () => {
  expect(readFile("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(180);
  for (const page of ["README.md", "ARCHITECTURE.md"]) expect(readFile(page)).toContain("(docs/durability.md)");
});

test("every page of docs/ can be reached from the README or from a page that it links", () => {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path) || !path.endsWith(".md")) return;
    seen.add(path);
    for (const [, target] of readFile(path).matchAll(/\]\(([^)\s#:]+)(?:#[^)]*)?\)/g)) {
      const linked = join(dirname(path), target!);
      if (existsSync(join(ROOT, linked))) visit(linked);
    }
  };
  visit("README.md");
  expect(pages.filter((path) => path.startsWith("docs/") && !seen.has(path))).toEqual([]);
});

test("docs/redis.md names every script, and no other", () => {
  const scripts = findFiles(/^(apps|packages)\/[^/]+\/lua\/.*\.lua$/).map((path) => basename(path, ".lua"));
  const page = readFile("docs/redis.md");
  const tables = page.slice(page.indexOf("## Scripts"), page.indexOf("## What a generation costs"));
  const named = [...tables.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) => [...namesOn(cell!)]);
  expect(scripts.length).toBeGreaterThan(40);
  expect(named.toSorted()).toEqual(scripts.toSorted());
});

test("docs/redis.md names every key of keys.ts", () => {
  const [keys] = findFiles(/^packages\/[^/]+\/src\/(.+\/)?keys\.ts$/);
  const [, patterns = ""] = readFile(keys!).split("KEY_PATTERNS = {");
  const templates = [...patterns.slice(0, patterns.indexOf("\n}")).matchAll(/: "([^"]+)"/g)].map(([, rest]) =>
    rest!.split("{")[0]!.replace(/[:|]$/, ""),
  );
  const named = [...namesOn(readFile("docs/redis.md"))];
  expect(templates.length).toBeGreaterThan(40);
  expect(templates.filter((start) => !named.some((name) => name === start || name.startsWith(`${start}:`)))).toEqual(
    [],
  );
});

test("ARCHITECTURE.md tells the states and their moves as the code has them", () => {
  const [, page] = readFile("ARCHITECTURE.md").split("### States");
  const rows = [...page!.slice(0, page!.indexOf("### ")).matchAll(/^\| `([a-z_]+)` \|[^|]*\|[^|]*\|([^|]*)\|$/gm)];
  const told = Object.fromEntries(rows.map(([, state, moves]) => [state, [...namesOn(moves!)].toSorted()]));
  expect(told).toEqual(Object.fromEntries(GENERATION_STATES.map((state) => [state, TRANSITIONS[state].toSorted()])));
});

test("ARCHITECTURE.md lists every app and every package, and no other", () => {
  const page = readFile("ARCHITECTURE.md");
  const listed = [...page.matchAll(/^ {2}([a-z0-9-]+)\/ {2,}\S/gm)].map(([, name]) => name!);
  const rooms = findFiles(/^(apps|packages)\/[^/]+\/package\.json$/).map((path) => basename(dirname(path)));
  expect(listed.toSorted()).toEqual(rooms.toSorted());
});

test("every alert has a test, a section of the runbook and a link to it; and every metric that it asks for is one", () => {
  const alerts = readFile("infra/prometheus/alerts.yml");
  const tests = readFile("infra/prometheus/alerts.test.yml");
  const named = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);
  const sections = [...readFile("docs/runbook.md").matchAll(/^## (\w+)$/gm)].map(([, name = ""]) => name);
  expect(sections).toEqual(expect.arrayContaining(named));
  expect(named).toEqual(expect.arrayContaining(sections));
  for (const name of named) {
    expect(alerts).toContain(`runbook: docs/runbook.md#${name.toLowerCase()}\n`);
    expect(tests).toMatch(new RegExp(`alertname: ${name}[^}]*\n\\s+eval_time: .*\n\\s+exp_alerts:\n\\s+- exp_labels`));
  }
  const metrics = readFile("docs/metrics.md");
  const asked = [
    ...new Set(
      [...alerts.matchAll(/\b((?:hailuo|nodejs|process)_\w+?)(?:_bucket|_count|_sum)?\b[{[ )]/g)].map(
        ([, name]) => name,
      ),
    ),
  ];
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((name) => !metrics.includes(`\`${name}\``))).toEqual([]);
});

test("the dashboards of Grafana are what infra/grafana/panels.mjs says, and ask for metrics that there are", () => {
  execFileSync(process.execPath, [`${ROOT}/infra/grafana/write-dashboards.mjs`, "--check"]);
  const metrics = readFile("docs/metrics.md");
  const panels = readFile("infra/grafana/panels.mjs");
  const asked = [
    ...new Set(
      [...panels.matchAll(/\b((?:hailuo|nodejs|process)_\w+?)(?:_bucket|_count|_sum)?\b/g)].map(([, name]) => name),
    ),
  ];
  expect(asked.filter((name) => !metrics.includes(`\`${name}\``))).toEqual([]);
});

test("docs/cli.md names every command of hailuo", () => {
  const sources = findFiles(/^apps\/cli\/src\/program\/[^/]+-commands\.ts$/)
    .map(readFile)
    .join("\n");
  const commands = [...sources.matchAll(/program\s*\.command\("([a-z]+)/g)].map(([, name]) => name!);
  const page = [...namesOn(readFile("docs/cli.md"))].join("\n");
  expect(commands.length).toBeGreaterThan(15);
  expect(commands.filter((name) => !new RegExp(`\\bhailuo ${name}\\b`).test(page))).toEqual([]);
});

/** Names that an index exports, each with the file that declares it. */
function exportsOf(index: string): readonly (readonly [file: string, name: string])[] {
  return [...readFile(index).matchAll(/export (?:type )?\{([^}]*)\} from "\.\/([^"]+)"/g)].flatMap(([, names, file]) =>
    names!
      .split(",")
      .map(
        (name) =>
          name
            .trim()
            .replace(/^type /, "")
            .split(" as ")[0]!,
      )
      .filter((name) => name !== "")
      .map((name) => [join(dirname(index), file!), name] as const),
  );
}

/** Whether a comment ends just above the declaration of a name. Generated files have their descriptions inside. */
function isDescribed(file: string, name: string): boolean {
  if (file.includes("/generated/")) return true;
  const lines = readFile(file).split("\n");
  const declaration = new RegExp(
    `^export ((async )?(interface|type|function\\*?|const|class) ${name}\\b|type \\{ ${name} \\} from)`,
  );
  const at = lines.findIndex((line) => declaration.test(line));
  return at > 0 && lines[at - 1]!.trimEnd().endsWith("*/");
}

const indexes = findFiles(/^packages\/[^/]+\/src\/(conformance\/)?index\.ts$/);

test.each(indexes)("all that %s exports says what it is for", (index) => {
  const silent = exportsOf(index).filter(([file, name]) => !isDescribed(file, name));
  expect(silent.map(([file, name]) => `${file}: ${name}`)).toEqual([]);
});

test("hundreds of exported names were looked at", () => {
  expect(indexes.flatMap(exportsOf).length).toBeGreaterThan(700);
});

test("what the steps of the READMEs write is not committed by accident", () => {
  const written = [
    "prompts.jsonl",
    "提示词.txt",
    "videos/index.html",
    "hailuo-out/index.html",
    "key",
    ".hailuo/redis.conf",
  ];
  const ignored = execFileSync("git", ["-c", "core.quotePath=false", "check-ignore", ...written], { cwd: ROOT });
  expect(ignored.toString().trim().split("\n")).toEqual(written);
});
