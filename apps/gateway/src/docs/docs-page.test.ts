import { expect, test } from "@jest/globals";
import { parseHTML } from "linkedom";
import { describeApi } from "../openapi/describe-api.ts";
import { createDocsPage } from "./docs-page.ts";

const page = createDocsPage(describeApi())("http://127.0.0.1:8080");
const { document } = parseHTML(page);

test("every link of the page leads to something on it, and no name is there twice", () => {
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(80);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  const targets = [...document.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "");
  expect(targets.filter((target) => target !== "/api/v1/openapi.json" && !ids.includes(target.slice(1)))).toEqual([]);
});

test("it names every operation, and holds no script and nothing from elsewhere", () => {
  const { paths } = describeApi() as { readonly paths: Readonly<Record<string, object>> };
  const shown = [...document.querySelectorAll("summary")].map(({ textContent }) => textContent);
  for (const [path, methods] of Object.entries(paths))
    for (const method of Object.keys(methods))
      expect(shown.some((text) => text?.startsWith(method.toUpperCase() + path))).toBe(true);
  expect([...document.querySelectorAll("script, link, img, iframe, [onclick]")]).toEqual([]);
});

test("what a reader's address holds is text on the page", () => {
  expect(createDocsPage(describeApi())("http://<b>$&'")).toContain(
    "curl -s http://&lt;b&gt;$&amp;&#39;/api/v1/generations",
  );
});
