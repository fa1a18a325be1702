import { html, useEffect } from "./html.js";
import { ActButton, mayAct, useSession } from "./acts.js";
import { Deliveries } from "./deliveries.js";
import { bulk } from "./find.js";
import { ago, bytes, count, span, stateWord, time } from "./format.js";
import { Gallery } from "./gallery.js";
import { History } from "./history.js";
import { useNow } from "./live.js";
import {
  adviceWords,
  Badge,
  batchAddress,
  Empty,
  errorWords,
  findAddress,
  GenerationLink,
  moneyWords,
  nameOf,
  OutcomeBadge,
  outcomeWords,
  polledWords,
  ProgressBar,
  promptWords,
  Sentence,
  sizeWords,
  TenantName,
  UsageBar,
} from "./pieces.js";
import { costWords } from "./generation.js";
import { retell, say, sentences } from "./words.js";

const wanted = new URLSearchParams(location.search);

export function BatchPage({ batchId, live: { state: page, skewMs } }) {
  const now = useNow(skewMs);
  useEffect(() => {
    document.title = `${batchId} – hailuo-queue`;
  }, [batchId]);
  if (page === undefined) return html`<main><h1>${batchId}</h1></main>`;
  const { batch, items, nextCursor, failures, end, tenant, name } = page;
  return html`<main>
    <section aria-label=${say`Batch`} id="batch">
      <h1>${batch.batchId} ${name && html`<span class="faint">${name}</span> `}<${OutcomeBadge} batch=${batch} /></h1>
      <p class="faint">
        ${`${outcomeWords(batch)} · `}${say`started ${ago(now - batch.createdAt)}, ${time(batch.createdAt)}`}${" · "}
        ${say`tenant ${html`<${TenantName} name=${tenant} />`}`}
      </p>
      <${ProgressBar} states=${batch.states} />
      <p id="eta" class="note">${etaWords(end, now)}</p>
      <${Budget} batch=${batch} />
      <${Actions} page=${page} />
    </section>
    <${Failures} failures=${failures} batchId=${batchId} />
    <${Results} page=${page} />
    <${Gallery} batchId=${batchId} many=${batch.outcome.succeeded} />
    <${Deliveries} of=${batchAddress(batchId)} />
    <${History} of=${{ batch: batchId }} first="hour" />
    <section aria-label=${say`Generations`}>
      <${Filter} states=${batch.states} batchId=${batchId} />
      <div id="items"><${Items} items=${items} /></div>
      <p class="pages">
        ${wanted.get("cursor") !== null && html`<a href=${addressOf(batchId, {})}>${say`First page`}</a>`}
        ${nextCursor !== undefined && html`<a href=${addressOf(batchId, { cursor: nextCursor })}>${say`Next page`}</a>`}
        <a href=${findAddress(`batch=${batchId}`)}>${say`All of them in one list`}</a>
      </p>
    </section>
  </main>`;
}

function etaWords(end, now) {
  if (end === undefined) return undefined;
  const least = Math.max(0, end.earliest - now);
  const most = Math.max(least, end.latest - now);
  if (span(least) === span(most)) return say`Done in about ${span(most)}, ${time(end.latest)}.`;
  return say`Done in ${span(least)} to ${span(most)}: between ${time(end.earliest)} and ${time(end.latest)}.`;
}

function Budget({ batch }) {
  const { budgetMicroUsd, spentMicroUsd } = batch;
  if (budgetMicroUsd === undefined) return undefined;
  return html`<div class="budget">
    <p class="note">${moneyWords(batch)}</p>
    <${UsageBar} used=${spentMicroUsd} allowed=${budgetMicroUsd} words=${moneyWords(batch)} />
  </div>`;
}

function Actions({ page: { batch, settings } }) {
  const body = { id: batch.batchId };
  const { unfinished } = batch.outcome;
  return html`<p class="buttons">
    ${
      settings.paused === true || settings.stopped !== undefined
        ? html`<${ActButton}
            act="batch.resume"
            body=${body}
            label=${say`Resume`}
            says=${say`It goes on, unless what stopped it still holds.`}
          />`
        : unfinished > 0 &&
          html`<${ActButton}
            act="batch.pause"
            body=${body}
            label=${say`Pause…`}
            title=${say`Pause ${batch.batchId}`}
            confirm=${say`Pause`}
            says=${say`It starts no new videos; those in flight finish.`}
          />`
    }
    <${ActButton}
      act="batch.set"
      body=${body}
      label=${say`Change…`}
      title=${say`Change ${batch.batchId}`}
      confirm=${say`Change it`}
      fields=${[
        {
          name: "priority",
          label: say`Priority`,
          options: ["high", "normal", "low"],
          words: { high: say`high`, normal: say`normal`, low: say`low` },
          value: settings.priority ?? "normal",
        },
        {
          name: "budget_usd",
          type: "number",
          min: "0",
          step: "0.01",
          label: say`Budget in US dollars`,
          hint: say`empty: none`,
          value: batch.budgetMicroUsd === undefined ? "" : batch.budgetMicroUsd / 1e6,
          none: null,
        },
        {
          name: "max_failure_ratio",
          type: "number",
          min: "0",
          max: "1",
          step: "0.01",
          label: say`Share that may fail, 0 to 1`,
          hint: say`empty: any`,
          value: settings.maxFailureRatio ?? "",
          none: null,
        },
      ]}
    />
    ${unfinished > 0 && html`<${ActButton} act="batch.cancel" body=${body} danger label=${say`Cancel all…`} title=${say`Cancel the ${count(unfinished)} unfinished of ${batch.batchId}`} confirm=${say`Cancel them`} says=${sentences(say`What the provider works on is paid for, and ends without a video.`, say`This cannot be undone.`)} />`}
  </p>`;
}

function Failures({ failures, batchId }) {
  const session = useSession();
  if (failures.length === 0) return undefined;
  return html`<section aria-labelledby="reasons">
    <div class="card">
      <h2 id="reasons">${say`Failed, by reason`}</h2>
      <ul class="problems">
        ${failures.map(({ code, count: many, message, advice, id }) => {
          const where = `batch=${batchId} state=failed${code === "unknown" ? "" : ` code=${code}`}`;
          return html`<li key=${code}>
            <p class="problem-head">
              <strong><a href=${findAddress(where)}>${count(many)} × ${code}</a></strong>
            </p>
            <p class="reason">${retell(message)}</p>
            <p class="note"><${Sentence} text=${adviceWords(advice, id)} /></p>
            ${
              mayAct(session, "submit") &&
              html`<p class="buttons">
                <button type="button" onClick=${() => void bulk("retry", where)}>${say`Retry all…`}</button>
              </p>`
            }
          </li>`;
        })}
      </ul>
    </div>
  </section>`;
}

function Results({ page: { batch, place, settings } }) {
  const ended = batch.outcome.unfinished === 0;
  const folder = place ?? say`the workers' storage (HAILUO_OUT)`;
  return html`<p class="note" id="results">
    ${
      ended && settings.phase !== "open"
        ? say`Its results are in ${folder}, in the folder ${html`<code>${batch.batchId}</code>`}:`
        : say`At its end its results are in ${folder}, in the folder ${html`<code>${batch.batchId}</code>`}:`
    }
    ${" "}<code>results.jsonl</code>, <code>results.csv</code>, <code>errors.jsonl</code>,${" "}
    ${say`and the gallery ${html`<code>index.html</code>`}.`}${" "}
    ${say`Now: ${html`<code>hailuo gallery ${batch.batchId}</code>`}`}
  </p>`;
}

function Filter({ states, batchId }) {
  const current = wanted.get("state");
  const link = (state, words, many) =>
    html`<a
      href=${addressOf(batchId, { state: state ?? null })}
      aria-current=${(state ?? null) === current ? "true" : undefined}
      >${words} ${count(many)}</a
    >`;
  const total = states.reduce((sum, state) => sum + state.count, 0);
  return html`<nav class="filter" aria-label=${say`By state`}>
    ${link(undefined, say`all`, total)} ${states.map(({ state, count: many }) => link(state, stateWord(state), many))}
  </nav>`;
}

/** Undefined keeps what the address has. */
function addressOf(batchId, { state = wanted.get("state"), cursor }) {
  const query = new URLSearchParams();
  if (state !== null) query.set("state", state);
  if (cursor !== undefined) query.set("cursor", cursor);
  const text = query.toString();
  return `${batchAddress(batchId)}${text === "" ? "" : `?${text}`}`;
}

function Items({ items }) {
  if (items.length === 0) return html`<${Empty}>${say`No generations in this state.`}<//>`;
  return html`<table>
    <thead>
      <tr>
        ${[say`Generation`, say`State`, say`Prompt`, say`Task and object`, say`Times`].map((column) => html`<th scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${items.map((each) => html`<${Item} key=${each.id} generation=${each} />`)}
    </tbody>
  </table>`;
}

function Item({ generation }) {
  const { error, objectKey, bytes: size, location: place, createdAt } = generation;
  return html`<tr>
    <td data-label=${say`Generation`}>
      <${GenerationLink} generation=${generation}><strong>${nameOf(generation)}</strong><//>
      <code class="faint block">${generation.id}</code>
    </td>
    <td data-label=${say`State`}><${Badge} state=${generation.state} />${providerWord(generation)}</td>
    <td data-label=${say`Prompt`}>
      <p class="prompt">${promptWords(generation)}</p>
      <span class="faint block">${sizeWords(generation)}</span>
      ${error && html`<p class="reason">${errorWords(error)}</p>`}
    </td>
    <td data-label=${say`Task and object`}>
      <code class="block">${generation.taskId ?? say`no task`}</code>
      <span class="faint block" title=${place ?? say`not stored yet`}
        >${size === undefined ? objectKey : `${objectKey} · ${bytes(size)}`}</span
      >
    </td>
    <td data-label=${say`Times`}>
      <span class="block">${timeWords(generation)}</span>
      <span class="faint block" title=${say`when it was submitted`}>${time(createdAt)}</span>
      <span class="faint block">${costWords(generation)}</span>
    </td>
  </tr>`;
}

function providerWord({ state, providerStatus, pollCount }) {
  if (!["generating", "overdue", "cancelling"].includes(state) || providerStatus === undefined) return undefined;
  return html`<span class="faint block">${polledWords(providerStatus, pollCount)}</span>`;
}

/** How long each step took; the steps that did not begin are left out. */
function timeWords({ state, createdAt, submittedAt, acceptedAt, generatedAt, endedAt }) {
  const steps = [
    [(took) => say`waited ${took}`, createdAt, submittedAt],
    [(took) => say`create ${took}`, submittedAt, acceptedAt],
    [(took) => say`made in ${took}`, acceptedAt, generatedAt],
    [(took) => say`stored in ${took}`, generatedAt, state === "succeeded" ? endedAt : undefined],
  ].filter(([, from, to]) => from !== undefined && to !== undefined && to >= from);
  return steps.map(([words, from, to]) => words(span(to - from))).join(" · ");
}
