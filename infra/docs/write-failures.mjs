// Writes docs/failures.md and docs/zh/failures.md from the table of advice: every code that a failed generation can
// carry, and what a person can do about it. Run after a build.
import { writeFile } from "node:fs/promises";
import { FAILURE_ADVICE } from "../../packages/contracts/dist/advice/failure-advice.js";

const PAGES = {
  en: [
    "docs/failures.md",
    `# Failure codes

The code of a failed generation stands in \`hailuo get ID\`, in results and in the API (\`error.code\`). The same advice
follows each failure in the terminal. It does not say what was paid: a generation that failed at the provider costs
nothing, one whose download failed is paid for and can be fetched again.

This page is generated from the code (\`node infra/docs/write-failures.mjs\`).

| Code | What to do |
|---|---|
`,
  ],
  zh: [
    "docs/zh/failures.md",
    `# 失败代码

失败的代码在 \`hailuo get ID\`、结果文件和接口（\`error.code\`）中。终端里每个失败之后也会给出同样的建议。在服务商处失败的生成不收费；
下载失败的视频已经付费，可以重新下载。

本页由代码生成（\`node infra/docs/write-failures.mjs\`）。英文版\uff1a[failures.md](../failures.md)。

| 代码 | 怎么办 |
|---|---|
`,
  ],
};

for (const [language, [path, opening]] of Object.entries(PAGES)) {
  const rows = Object.keys(FAILURE_ADVICE)
    .toSorted()
    .map((code) => `| \`${code}\` | ${FAILURE_ADVICE[code][language].replaceAll("|", String.raw`\|`)} |\n`);
  await writeFile(new URL(`../../${path}`, import.meta.url), opening + rows.join(""));
}
