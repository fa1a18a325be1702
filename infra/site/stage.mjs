// Lays the pages of the site out in a folder, with their links set to where they come to stand there:
//
//   node infra/site/stage.mjs FOLDER
//
// A link to a file that is no page of the site (code, an example) becomes the file's path, as text. `llms.txt` lists all
// pages for programs that read them.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { CHINESE, ENGLISH } from "./pages.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = process.argv[2];
if (target === undefined) throw new Error("usage: node infra/site/stage.mjs FOLDER");

const isThere = ([, from]) => existsSync(join(root, from));
const sections = [...ENGLISH, ...CHINESE].map(({ title, pages }) => ({ title, pages: pages.filter(isThere) }));
const decisions = (await readdir(join(root, "infra/decisions")))
  .filter((name) => name.endsWith(".md"))
  .map((name) => [name, `infra/decisions/${name}`, `decisions/${name}`]);
const pages = [...sections.flatMap((section) => section.pages), ...decisions];
const places = new Map(pages.map(([, from, to]) => [from, to]));
places.set("infra/decisions", "decisions/index.md");
const pictures = new Set();

await rm(target, { recursive: true, force: true });
for (const [, from, to] of pages) {
  const text = await readFile(join(root, from), "utf8");
  await put(to, moveLinks(text, from, to));
}
await put("decisions/index.md", await decisionList());
await put("llms.txt", llms());
for (const file of pictures) await cp(join(root, file), join(target, "pictures", file));
console.log(`${pages.length + 1} pages`);

async function put(to, text) {
  await mkdir(dirname(join(target, to)), { recursive: true });
  await writeFile(join(target, to), text);
}

/** Outside fenced code only. */
function moveLinks(text, from, to) {
  return text
    .split(/^(```[\s\S]*?^```$)/m)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll(/(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, move),
    )
    .join("");

  function move(whole, picture, words, address) {
    if (/^(?:[a-z]+:|#)/i.test(address)) return whole;
    const [path, anchor] = address.split("#");
    const file = posix.normalize(posix.join(posix.dirname(from), path)).replace(/\/$/, "");
    if (picture === "!") {
      pictures.add(file);
      return `![${words}](${relative(to, join("pictures", file))})`;
    }
    const place = places.get(file);
    if (place === undefined) return words.includes("/") ? `\`${file}\`` : `${words} (\`${file}\`)`;
    return `[${words}](${relative(to, place)}${anchor === undefined ? "" : `#${anchor}`})`;
  }
}

function relative(from, to) {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

async function decisionList() {
  const lines = await Promise.all(
    decisions.map(async ([name, from]) => {
      const [, title = name] = /^# (.*)$/m.exec(await readFile(join(root, from), "utf8")) ?? [];
      return `- [${title}](./${name})`;
    }),
  );
  return `# Decisions\n\nWhy it is as it is: each page gives the reasons and the figures of one decision.\n\n${lines.join("\n")}\n`;
}

function llms() {
  const list = sections
    .map(
      ({ title, pages: own }) =>
        `## ${title}\n\n${own.map(([name, , to]) => `- [${name}](/${to.replace(/\.md$/, "")})`).join("\n")}`,
    )
    .join("\n\n");
  return `# hailuo-queue\n\n> Turns files of prompts into MiniMax Hailuo videos, each bought once: a command for a laptop, workers for a fleet, an HTTP gateway with MiniMax- and OpenAI-compatible APIs.\n\n${list}\n`;
}
