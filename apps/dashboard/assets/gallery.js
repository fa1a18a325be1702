import { html, useEffect, useState } from "./html.js";
import { bytes, count } from "./format.js";
import { read } from "./live.js";
import { GenerationLink, nameOf, promptWords, Sentence } from "./pieces.js";
import { say } from "./words.js";

/** As many players as a screen shows; each fetches the beginning of its video. */
const AT_ONCE = 12;

/** The finished videos of a batch, to look through: some at a time, each a player. `many`: how many there are. */
export function Gallery({ batchId, many }) {
  const [isOpen, setOpen] = useState(false);
  if (many === 0) return undefined;
  return html`<details class="card" id="gallery" onToggle=${(event) => setOpen(event.target.open)}>
    <summary>${many === 1 ? say`Gallery: 1 video` : say`Gallery: ${count(many)} videos`}</summary>
    ${isOpen && html`<${Videos} batchId=${batchId} many=${many} />`}
  </details>`;
}

function Videos({ batchId, many }) {
  const [found, setFound] = useState({ items: [], status: "reading" });
  const [first, setFirst] = useState(0);
  const isShort = found.items.length < first + AT_ONCE;
  useEffect(() => {
    // Pages of the server may be short: on, until there are enough.
    if (found.status === "reading" || (found.status === "more" && isShort)) void readOn(batchId, found).then(setFound);
  }, [found, isShort]);
  const shown = found.items.slice(first, first + AT_ONCE);
  const hasNext = found.items.length > first + AT_ONCE || found.status === "more";
  const last = first + shown.length;
  return html`
    ${found.trouble && html`<p class="notice bad" role="alert"><${Sentence} text=${found.trouble} /></p>`}
    <p class="note" role="status">
      ${
        shown.length === 0
          ? found.status === "done"
            ? say`None.`
            : say`Looking…`
          : say`${count(first + 1)} to ${count(last)} of ${count(Math.max(many, found.items.length))}`
      }
    </p>
    <ul class="gallery">
      ${shown.map(
        (each) =>
          html`<li key=${each.id}>
            <video
              controls
              muted
              loop
              playsinline
              preload="metadata"
              aria-label=${say`Video of ${nameOf(each)}`}
              src=${`/api/generations/${encodeURIComponent(each.id)}/video`}
            ></video>
            <p class="cut">
              <${GenerationLink} generation=${each}><strong>${nameOf(each)}</strong><//>
              <span class="faint">${each.bytes !== undefined && ` ${bytes(each.bytes)}`}</span>
            </p>
            <p class="cut faint" title=${each.prompt}>${promptWords(each)}</p>
          </li>`,
      )}
    </ul>
    <p class="buttons">
      ${first > 0 && html`<button type="button" onClick=${() => setFirst(first - AT_ONCE)}>${say`Previous`}</button>`}
      ${hasNext && html`<button type="button" onClick=${() => setFirst(first + AT_ONCE)}>${say`Next`}</button>`}
    </p>
  `;
}

async function readOn(batchId, { items, cursor }) {
  const query = cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  try {
    const page = await read(`/api/batches/${encodeURIComponent(batchId)}/videos${query}`);
    return {
      items: [...items, ...page.items],
      cursor: page.nextCursor,
      status: page.nextCursor === undefined ? "done" : "more",
    };
  } catch (error) {
    return { items, cursor, status: "stopped", trouble: error.message };
  }
}
