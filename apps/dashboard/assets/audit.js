import { html, useEffect, useState } from "./html.js";
import { time } from "./format.js";
import { read } from "./live.js";
import { BatchLink, Empty } from "./pieces.js";

/** Who changed what, when and with which outcome; newest first. */
export function AuditPage() {
  const [page, setPage] = useState({ items: [], status: "reading" });
  useEffect(() => {
    if (page.status !== "reading") return;
    const query = page.cursor === undefined ? "" : `?cursor=${encodeURIComponent(page.cursor)}`;
    read(`/api/audit${query}`).then(
      ({ items, nextCursor }) =>
        setPage({
          items: [...page.items, ...items],
          cursor: nextCursor,
          status: nextCursor === undefined ? "done" : "more",
        }),
      (error) => setPage({ ...page, status: "stopped", trouble: error.message }),
    );
  }, [page]);
  return html`<main>
    <h1>Audit</h1>
    ${page.trouble && html`<p class="notice bad" role="alert">${page.trouble}</p>`}
    ${page.status === "done" && page.items.length === 0 && html`<${Empty}>Nothing was changed yet.<//>`}
    ${
      page.items.length > 0 &&
      html`<table class="dense" id="audit">
        <thead>
          <tr>
            ${["When", "Who", "What", "About", "Outcome"].map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${page.items.map(
            ({ id, at, who, what, tenant, about = {}, details = {}, outcome, code }) =>
              html`<tr key=${id}>
                <td data-label="When">${time(at)}</td>
                <td data-label="Who">${who}</td>
                <td data-label="What">${what}</td>
                <td data-label="About">
                  ${tenant && html`<span class="faint">tenant ${tenant} </span>`}
                  ${Object.entries(about).map(([kind, name]) => html`<${Thing} key=${kind} kind=${kind} name=${name} />`)}
                  <span class="block faint"
                    >${Object.entries(details)
                      .map(([name, value]) => `${name}: ${value}`)
                      .join(" · ")}</span
                  >
                </td>
                <td data-label="Outcome">${outcome}${code && ` (${code})`}</td>
              </tr>`,
          )}
        </tbody>
      </table>`
    }
    ${page.status === "more" && html`<p class="buttons"><button type="button" onClick=${() => setPage({ ...page, status: "reading" })}>Older ones</button></p>`}
  </main>`;
}

function Thing({ kind, name }) {
  if (kind === "generation") return html`<a href=${`/generations/${encodeURIComponent(name)}`}>${name}</a> `;
  if (kind === "batch") return html`<${BatchLink} id=${name} /> `;
  return html`<span>${kind} ${name} </span>`;
}
