import { createHash } from "node:crypto";
import { escapeHtml } from "./escape-html.ts";
import { showOperation, type ShownOperation } from "./show-operation.ts";
import { fieldsOf, type Json } from "./show-schema.ts";
import { STYLE } from "./style.ts";

interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, ShownOperation & { readonly tags: readonly string[] }>>>
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly responses: Readonly<Record<string, { readonly description: string }>>;
  };
}

/** The page has styles in itself and nothing else: no script, and nothing from elsewhere. */
export const DOCS_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Stands for the gateway's URL until somebody asks for the page. */
const URL_HERE = "https://gateway.invalid";

/**
 * The page of the API, made of its document. Returns what makes the page for a reader who reaches the gateway at this
 * URL, so that its first call works as it stands.
 */
export function createDocsPage(document: Json): (url: string) => string {
  const { info, tags, paths, components } = document as unknown as ApiDocument;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const sections = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    const shown = own.map(({ method, path, operation }) =>
      showOperation(method, path, operation, components.responses),
    );
    return `<h2 id="tag-${escapeHtml(name)}">${escapeHtml(name)}</h2><p class="faint">${escapeHtml(description)}</p>${shown.join("")}`;
  });
  const schemas = Object.entries(components.schemas).map(([name, schema]) => showSchema(name, schema));
  const links = [...tags.map(({ name }) => [`tag-${name}`, name] as const), ["schemas", "Schemas"] as const];
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title)} API</title><style>${STYLE}</style></head><body><main>
<h1>${escapeHtml(info.title)} API <small>${escapeHtml(info.version)}</small></h1>
<p>${escapeHtml(info.description)}</p>
<p><a href="/api/v1/openapi.json">openapi.json</a> is this page for programs.</p>
<h2>First call</h2>
<p>Make a key on a machine that reaches the queue (<code>hailuo keys create --tenant NAME</code>), then paste:</p>
<pre id="key" tabindex="0">export HAILUO_KEY=hq_…</pre>
<pre id="first-call" tabindex="0">${escapeHtml(firstCall())}</pre>
<p>It answers with a generation. Follow it until its state is <code>succeeded</code>, with the id of the answer:</p>
<pre tabindex="0">${escapeHtml(`curl -sN ${URL_HERE}/api/v1/generations/ID/events -H "Authorization: Bearer $HAILUO_KEY"`)}</pre>
<nav aria-label="Parts of the API">${links.map(([id, name]) => `<a href="#${escapeHtml(id)}">${escapeHtml(name)}</a>`).join("")}</nav>
${sections.join("\n")}
<h2 id="schemas">Schemas</h2>
${schemas.join("\n")}
</main></body></html>
`;
  return (url) => html.replaceAll(URL_HERE, () => escapeHtml(url));
}

function firstCall(): string {
  const body = JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm" });
  return [
    `curl -s ${URL_HERE}/api/v1/generations \\`,
    `  -H "Authorization: Bearer $HAILUO_KEY" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
  ].join("\n");
}

function showSchema(name: string, schema: Json): string {
  const { description = "" } = schema as { readonly description?: string };
  return `<details id="${escapeHtml(name)}"><summary><code>${escapeHtml(name)}</code><span>${escapeHtml(description)}</span></summary><div>${fieldsOf(schema)}</div></details>`;
}
