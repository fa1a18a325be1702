import { html, useEffect, useState } from "./html.js";
import { ago } from "./format.js";
import { read, useNow } from "./live.js";
import { BatchLink, Empty, OutcomeBadge, outcomeWords, ProgressBar, Sentence } from "./pieces.js";
import { say } from "./words.js";

/** All batches, newest first, page by page. */
export function BatchesPage() {
  const [page, setPage] = useState({ items: [], status: "reading" });
  const now = useNow(page.skewMs);
  useEffect(() => {
    document.title = `${say`Batches`} – hailuo-queue`;
  }, []);
  useEffect(() => {
    if (page.status !== "reading") return;
    const query = page.cursor === undefined ? "" : `?cursor=${encodeURIComponent(page.cursor)}`;
    read(`/api/batches${query}`).then(
      ({ at, items, nextCursor }) =>
        setPage({
          items: [...page.items, ...items],
          cursor: nextCursor,
          skewMs: at - Date.now(),
          status: nextCursor === undefined ? "done" : "more",
        }),
      (error) => setPage({ ...page, status: "stopped", trouble: error.message }),
    );
  }, [page]);
  return html`<main>
    <h1>${say`Batches`}</h1>
    ${page.trouble && html`<p class="notice bad" role="alert"><${Sentence} text=${page.trouble} /></p>`}
    ${(page.items.length > 0 || page.status === "done") && html`<${Batches} batches=${page.items} now=${now} />`}
    ${
      page.status === "more" &&
      html`<p class="buttons">
        <button type="button" onClick=${() => setPage({ ...page, status: "reading" })}>${say`Older ones`}</button>
      </p>`
    }
  </main>`;
}

export function Batches({ batches, now }) {
  if (batches.length === 0)
    return html`<${Empty}>${say`No batches yet. Submit one: ${html`<code>hailuo submit prompts.jsonl</code>`}`}<//>`;
  return html`<ul class="batches">
    ${batches.map(
      (batch) =>
        html`<li key=${batch.batchId}>
          <p class="batch-head">
            <${BatchLink} id=${batch.batchId} />${batch.name && html`<span>${batch.name}</span>`}
            <${OutcomeBadge} batch=${batch} />
            <span class="faint"
              >${batch.tenant && batch.tenant !== "default" && `${batch.tenant} · `}${ago(now - batch.createdAt)}</span
            >
          </p>
          <${ProgressBar} states=${batch.states} />
          <p class="batch-words">${outcomeWords(batch)}</p>
        </li>`,
    )}
  </ul>`;
}
