import { html, useEffect, useState } from "./html.js";
import { time } from "./format.js";
import { read } from "./live.js";
import { BatchLink, Empty, Sentence } from "./pieces.js";
import { retell, say } from "./words.js";

const OUTCOMES = { done: say`done`, refused: say`refused`, failed: say`failed` };
const KINDS = { account: say`account`, key: say`key`, event: say`webhook`, tenant: say`tenant` };

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
    <h1>${say`Audit`}</h1>
    ${page.trouble && html`<p class="notice bad" role="alert"><${Sentence} text=${page.trouble} /></p>`}
    ${page.status === "done" && page.items.length === 0 && html`<${Empty}>${say`Nothing was changed yet.`}<//>`}
    ${
      page.items.length > 0 &&
      html`<table class="dense" id="audit">
        <thead>
          <tr>
            ${[say`When`, say`Who`, say`What`, say`About`, say`Outcome`].map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${page.items.map(
            ({ id, at, who, what, tenant, about = {}, details = {}, outcome, code }) =>
              html`<tr key=${id}>
                <td data-label=${say`When`}>${time(at)}</td>
                <td data-label=${say`Who`}>${retell(who)}</td>
                <td data-label=${say`What`}><code>${what}</code></td>
                <td data-label=${say`About`}>
                  ${tenant && html`<span class="faint">${say`tenant ${tenant}`} </span>`}
                  ${Object.entries(about).map(([kind, name]) => html`<${Thing} key=${kind} kind=${kind} name=${name} />`)}
                  ${Object.entries(details).map(([name, value]) => html`<code key=${name} class="faint detail">${name}: ${value}</code> `)}
                </td>
                <td data-label=${say`Outcome`}>${OUTCOMES[outcome] ?? outcome}${code && ` (${code})`}</td>
              </tr>`,
          )}
        </tbody>
      </table>`
    }
    ${page.status === "more" && html`<p class="buttons"><button type="button" onClick=${() => setPage({ ...page, status: "reading" })}>${say`Older ones`}</button></p>`}
  </main>`;
}

function Thing({ kind, name }) {
  if (kind === "generation") return html`<a href=${`/generations/${encodeURIComponent(name)}`}>${name}</a> `;
  if (kind === "batch") return html`<${BatchLink} id=${name} /> `;
  return html`<span>${KINDS[kind] ?? kind} ${name} </span>`;
}
