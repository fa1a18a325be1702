/* oxlint-disable import/no-default-export -- VitePress reads the default export */
// Of VitePress, copied beside the pages by build.sh. Nothing of the site comes from another host.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CHINESE, ENGLISH } from "./pages.mjs";

const folder = process.env.SITE_PAGES;
const sidebar = (sections, more = []) =>
  [...sections, ...more].map(({ title, pages }) => ({
    text: title,
    items: pages
      .filter(([, , to]) => existsSync(join(folder, to)))
      .map(([text, , to]) => ({ text, link: `/${to.replace(/(?:^|(?<=\/))index\.md$|\.md$/, "")}` })),
  }));

const words = (text) =>
  [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment.toLowerCase());

export default {
  title: "hailuo-queue",
  description: "Files of prompts become MiniMax Hailuo videos, each bought once.",
  cleanUrls: false,
  lastUpdated: false,
  // Placeholders such as <batch> are text, not elements.
  markdown: { html: false },
  locales: {
    root: { label: "English", lang: "en" },
    zh: {
      label: "中文",
      lang: "zh-CN",
      description: "把提示词文件变成 MiniMax 海螺视频，每个只购买一次。",
      themeConfig: {
        sidebar: sidebar(CHINESE),
        outline: { label: "本页" },
        docFooter: { prev: "上一页", next: "下一页" },
        darkModeSwitchLabel: "外观",
        sidebarMenuLabel: "目录",
        returnToTopLabel: "回到顶部",
        langMenuLabel: "语言",
      },
    },
  },
  themeConfig: {
    sidebar: sidebar(ENGLISH, [{ title: "Decisions", pages: [["All decisions", "", "decisions/index.md"]] }]),
    search: {
      provider: "local",
      options: {
        miniSearch: { options: { tokenize: words } },
        locales: {
          zh: {
            translations: {
              button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
              modal: {
                noResultsText: "没有结果",
                resetButtonTitle: "清除",
                footer: { selectText: "选择", navigateText: "移动", closeText: "关闭" },
              },
            },
          },
        },
      },
    },
  },
};
