import { html, useEffect, useState } from "./html.js";
import { ActButton } from "./acts.js";
import { count, time } from "./format.js";
import { read } from "./live.js";
import { Empty } from "./pieces.js";
import { retell, say } from "./words.js";

/** The webhooks that were sent of a batch or a generation, read when somebody wants to know. `of`: its address. */
export function Deliveries({ of }) {
  const [isOpen, setOpen] = useState(false);
  return html`<details class="card" id="webhooks" onToggle=${(event) => setOpen(event.target.open)}>
    <summary>${say`Webhooks`}</summary>
    ${isOpen && html`<${DeliveryList} of=${of} />`}
  </details>`;
}

const KINDS = { failed: "failed", delivered: "succeeded" };
const WORDS = { pending: say`pending`, delivered: say`delivered`, failed: say`failed` };

function DeliveryList({ of }) {
  const [page, setPage] = useState({ status: "reading" });
  useEffect(() => {
    if (page.status !== "reading") return;
    read(`/api${of}/deliveries`).then(
      (answer) => setPage({ ...answer, status: "done" }),
      (error) => setPage({ status: "done", trouble: error.message }),
    );
  }, [page]);
  if (page.trouble !== undefined) return html`<p class="notice bad" role="alert">${page.trouble}</p>`;
  if (page.deliveries === undefined) return html`<p class="note" role="status">${say`Looking…`}</p>`;
  return html`
    ${page.deliveries.length === 0 && html`<${Empty}>${say`None was sent of it, or it was long ago.`}<//>`}
    <ul class="plain">
      ${page.deliveries.map((delivery) => html`<${Delivery} key=${delivery.eventId} delivery=${delivery} tenant=${page.tenant} />`)}
    </ul>
    <p class="buttons">
      <button type="button" onClick=${() => setPage({ ...page, status: "reading" })}>${say`Look again`}</button>
    </p>
  `;
}

function Delivery({ delivery, tenant }) {
  const { eventId, type, state, url, attempts, lastResult, lastAttemptAt, createdAt, about } = delivery;
  const tried = [
    attempts === 1 ? say`1 attempt` : say`${count(attempts)} attempts`,
    lastResult === undefined ? undefined : say`last: ${retell(lastResult)}`,
    time(lastAttemptAt ?? createdAt),
  ].filter((word) => word !== undefined);
  return html`<li>
    <span class=${`badge state-${KINDS[state] ?? "queued"}`}>${WORDS[state] ?? state}</span>${` ${type} `}
    ${about?.kind === "generation" && html`<a href=${`/generations/${encodeURIComponent(about.id)}`}>${about.id}</a>${" "}`}
    <code>${url}</code>${" "}<span class="faint">${tried.join(" · ")}</span>${" "}
    ${
      state !== "pending" &&
      html`<${ActButton} act="webhook.replay" body=${{ event_id: eventId, tenant }} label=${say`Send again`} plain />`
    }
  </li>`;
}
