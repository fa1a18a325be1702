/** Names that are the same in every language, and those of the tests. */
const NAMES =
  "hailuo|queue|worker|workers|webhook|webhooks|gateway|api|bullmq|redis|javascript|minimax|usd|pid|vm|root|cli|admin|default|acted|english|kb|mb|gb|gen|js|http|https|mp4|video_flagged|video|timeout|budget_usd|json";

/** Run within a page: the texts of it, seen or read aloud, that have a Latin word which is no name and no code. */
export const LEFT_ENGLISH = `(() => {
  const names = new Set("${NAMES}".split("|"));
  const isCode = (node) => node.closest("code, kbd, pre, script, style, noscript, .brand, [lang=en], [hidden]") !== null;
  const left = new Set();
  const judge = (text) => {
    const words = text
      .replaceAll(/\\b(?:gen|evt)_[0-9a-f]+\\b|\\bHAILUO_[A-Z_]+\\b|\\bhailuo [a-z]+|\\b(?:create|poll|download) (?:worker\\b|阶段)|\\b[a-z]+:\\/\\/\\S+|\\bREDIS_URL\\b|\\bconnect E[A-Z]+|\\b(?:MiniMax|T2V|I2V|S2V)-[\\w.-]+|\\b[a-z]\\d\\b|\\b[0-9a-f]{16}\\b|\\/\\S+|\\b\\d+P\\b/g, "")
      .match(/[A-Za-z][A-Za-z_]+/g) ?? [];
    if (words.some((word) => !names.has(word.toLowerCase()))) left.add(text.trim());
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.currentNode; node !== null; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement !== null && !isCode(node.parentElement)) judge(node.data);
    } else if (!isCode(node))
      for (const name of ["title", "aria-label", "placeholder", "alt"])
        if (!/^code=/.test(node.getAttribute(name) ?? "")) judge(node.getAttribute(name) ?? "");
  }
  return [...left];
})()`;
