import { html, useEffect } from "./html.js";
import { act, ActButton, ask, mayAct, run, tell, useSession } from "./acts.js";
import { Deliveries } from "./deliveries.js";
import { ago, bytes, count, money, span, time } from "./format.js";
import { useNow } from "./live.js";
import { accountAddress, Badge, BatchLink, nameOf, Sentence, sizeWords, TenantName } from "./pieces.js";

export function GenerationPage({ id, live: { state: page, skewMs } }) {
  const now = useNow(skewMs);
  useEffect(() => {
    document.title = `${page === undefined ? id : nameOf(page.generation)} – hailuo-queue`;
  }, [page]);
  if (page === undefined) return html`<main><h1>${id}</h1></main>`;
  const { generation, tenant } = page;
  return html`<main>
    <section aria-label="Generation" id="generation">
      <h1>${nameOf(generation)} <${Badge} state=${generation.state} /></h1>
      <p class="faint">
        in <${BatchLink} id=${generation.batchId} />${" · tenant "}<${TenantName} name=${tenant} />
        ${` · submitted ${ago(now - generation.createdAt)}, ${time(generation.createdAt)}`}${page.take > 1 && ` · take ${page.take}`}
      </p>
      <${Actions} page=${page} />
    </section>
    <section aria-label="What it waits for" id="explanation"><${Explanation} page=${page} /></section>
    ${
      page.hasVideo &&
      html`<section aria-label="Video">
        <video controls preload="metadata" src=${`/api/generations/${encodeURIComponent(generation.id)}/video`}></video>
      </section>`
    }
    <section aria-labelledby="timeline-title" id="timeline"><${Timeline} page=${page} now=${now} /></section>
    <section aria-label="Facts" id="facts"><${Facts} page=${page} /></section>
    <details class="card">
      <summary>Request</summary>
      <pre>${JSON.stringify(page.request, undefined, 2)}</pre>
    </details>
    <${Takes} takes=${page.takes} />
    <${Deliveries} of=${`/generations/${encodeURIComponent(generation.id)}`} />
  </main>`;
}

function Actions({ page: { generation, request, lookup } }) {
  const session = useSession();
  if (!mayAct(session, "submit")) return undefined;
  const { id, state, priceMicroUsd } = generation;
  const body = { id };
  const price = priceMicroUsd === undefined ? "its price is not known" : `for ${money(priceMicroUsd)}`;
  const ended = ["succeeded", "failed", "cancelled"].includes(state);
  return html`<p class="buttons">
    ${state === "failed" && html`<${RetryButton} id=${id} price=${price} />`}
    ${
      (ended || state === "queued") && html`<${EditButton} id=${id} request=${request} ended=${ended} price=${price} />`
    }
    ${
      state === "submission_unknown" &&
      html`
        <${ActButton}
          act="generation.resolve"
          body=${{ ...body, action: "task" }}
          label="It has a task…"
          title="Continue with its task"
          confirm="Continue"
          says=${
            lookup?.candidates?.length > 0
              ? `The provider lists ${lookup.candidates.map(({ taskId }) => taskId).join(", ")}.`
              : "The provider confirms the task first; nothing is bought."
          }
          fields=${[{ name: "task_id", label: "Task id", hint: "as the provider's console shows it" }]}
        />
        <${ActButton}
          act="generation.resolve"
          body=${{ ...body, action: "resubmit" }}
          label="Send again…"
          title="Buy it again"
          confirm="Buy it again"
          danger
          says=${`This buys it, ${price}. If the first create was accepted, it is paid for twice.`}
        />
      `
    }
    ${
      ["submission_unknown", "overdue", "cancelling"].includes(state) &&
      html`<${ActButton}
        act="generation.resolve"
        body=${{ ...body, action: "fail" }}
        label="Give up…"
        title="Give it up"
        confirm="Give up"
        danger
        says="Its slot is free. What was bought is lost."
      />`
    }
    ${
      !ended &&
      state !== "cancelling" &&
      html`<${ActButton}
        act="generation.cancel"
        body=${body}
        label="Cancel…"
        title="Cancel it"
        confirm="Cancel it"
        danger
        says=${state === "queued" ? "Nothing was bought. This cannot be undone." : "What the provider works on is paid for, and ends without a video. This cannot be undone."}
      />`
    }
  </p>`;
}

/** Tries what costs nothing first; what has to be bought again is asked about with its price. */
function RetryButton({ id, price }) {
  async function click() {
    try {
      const answer = await act("generation.retry", { id });
      if (answer.data?.code !== "needs_rebuy") return tell(answer);
    } catch (error) {
      return tell({ told: error.message, refused: true });
    }
    const values = await ask({
      title: "It has to be bought again",
      says: `It has no video that could be fetched. This buys it again, ${price}.`,
      confirm: "Buy it again",
      danger: true,
    });
    if (values !== undefined) await run("generation.retry", { id, rebuy: true, ...values });
    return undefined;
  }
  return html`<button type="button" class="main" onClick=${() => void click()}>Retry</button>`;
}

function EditButton({ id, request, ended, price }) {
  async function click() {
    const values = await ask({
      title: "Change its request",
      wide: true,
      confirm: ended ? "Make it again" : "Change it",
      says: ended
        ? `It is made again as its next take, ${price}. The video before is kept.`
        : "It waits with the new request.",
      fields: [
        { name: "prompt", label: "Prompt", type: "textarea", value: request.prompt ?? "" },
        { name: "model", label: "Model", value: request.model },
        { name: "duration", label: "Duration in seconds", type: "number", value: request.duration ?? "" },
        { name: "resolution", label: "Resolution", value: request.resolution ?? "" },
      ],
    });
    if (values === undefined) return;
    const { why, ...fields } = values;
    await run("generation.edit", { id, fields, ...(why === undefined ? {} : { why }) });
  }
  return html`<button type="button" onClick=${() => void click()}>Edit…</button>`;
}

function Explanation({ page: { explanation, lookup, advice, generation } }) {
  const { waitsFor, because, startsInMs } = explanation;
  const isFailed = generation.state === "failed";
  return html`<div class=${waitsFor === "decision" || isFailed ? "card attention" : "card"}>
    <h2>${waitsFor === "none" ? (isFailed ? "Failed" : "Finished") : `Waits for: ${waitsFor.replaceAll("_", " ")}`}</h2>
    <p class="because">
      <${Sentence} text=${because} />${startsInMs !== undefined && ` It may start in about ${span(startsInMs)}.`}
    </p>
    ${advice && html`<p class="note"><${Sentence} text=${advice} /></p>`}
    ${lookup && html`<${Lookup} lookup=${lookup} />`}
  </div>`;
}

/** Tasks that the create with the lost answer could have made. */
function Lookup({ lookup: { at, candidates, rivals, complete } }) {
  const words = [
    candidates.length === 0
      ? "The provider lists no task that may belong to it"
      : `${count(candidates.length)} of the provider's tasks may belong to it`,
    rivals > 0 ? `${count(rivals)} other generations may have created one of them` : undefined,
    complete ? undefined : "the list did not cover all of that time",
    `looked at ${time(at)}`,
  ].filter((word) => word !== undefined);
  return html`
    <p class="note">${words.join("; ")}.</p>
    <ul>
      ${candidates.map(
        ({ taskId, createdAt, status }) =>
          html`<li key=${taskId}><code>${taskId}</code> ${status}, made ${time(createdAt)}</li>`,
      )}
    </ul>
  `;
}

/** All that happened to it, in the order of time: steps, waits and tries that failed. */
function Timeline({ page: { generation, attempts, nextPollAt, deadlineAt }, now }) {
  const { createdAt, submittedAt, acceptedAt, generatedAt, endedAt, state, pollCount, taskId, account } = generation;
  const steps = [
    { at: createdAt, words: "Submitted" },
    { at: submittedAt, words: `Create sent${account === undefined ? "" : ` with account ${account}`}` },
    { at: acceptedAt, words: `Task accepted${taskId === undefined ? "" : `: ${taskId}`}` },
    {
      at: generatedAt,
      words: `Task ended${pollCount > 0 ? `, polled ${pollCount === 1 ? "once" : `${count(pollCount)} times`}` : ""}`,
    },
    { at: endedAt, words: `Ended: ${state}`, kind: state },
  ].filter(({ at }) => at !== undefined);
  const tries = attempts.flatMap((each) => [
    {
      at: each.times === 1 ? each.at : each.since,
      words: `${each.stage} failed${each.times === 1 ? "" : ` ${count(each.times)} times, until ${time(each.at)}`}: ${each.message} (${each.code})`,
      kind: "failed",
    },
    ...(each.until === undefined || each.until < now
      ? []
      : [{ at: each.until, words: `${each.stage} is tried again`, kind: "next" }]),
  ]);
  const isOpen = endedAt === undefined;
  const ahead = [
    { at: nextPollAt, words: "Next poll", kind: "next" },
    { at: deadlineAt, words: "Counts as overdue; it is still polled", kind: "next" },
  ].filter(({ at }) => isOpen && at !== undefined && at > now && taskId !== undefined);
  const all = [...steps, ...tries, ...ahead].toSorted((one, other) => one.at - other.at);
  return html`<div class="card">
    <h2 id="timeline-title">Timeline</h2>
    <ol class="timeline">
      ${all.map((each, at) => {
        const before = all[at - 1];
        return html`<li key=${`${each.at} ${each.words}`} class=${each.kind === undefined ? "" : `is-${each.kind}`}>
          <span class="when">${time(each.at)}</span>
          <span class="faint gap">${before !== undefined && `+ ${span(each.at - before.at)}`}</span>
          <span>${each.words}</span>
        </li>`;
      })}
    </ol>
  </div>`;
}

function Facts({ page: { generation, trace } }) {
  const { error, location: place, bytes: size } = generation;
  const rows = [
    ["Error", error === undefined ? undefined : `${error.message} (${error.code}, ${error.stage})`],
    ["Prompt", generation.prompt === "" ? "(no prompt)" : generation.prompt],
    ["Model", sizeWords(generation)],
    ["Account", accountWords(generation.account)],
    ["Task", generation.taskId],
    ["Provider", providerWords(generation)],
    ["Cost", costWords(generation)],
    ["Object", size === undefined ? generation.objectKey : `${place ?? generation.objectKey} (${bytes(size)})`],
    ["Video", videoWords(generation.facts)],
    ["Warnings", generation.warnings?.join(", ")],
    ["Trace", trace && traceWords(trace)],
    ["Id", generation.id],
  ].filter(([, value]) => value !== undefined);
  return html`<table class="facts">
    <tbody>
      ${rows.map(
        ([label, value]) =>
          html`<tr key=${label}>
            <th scope="row">${label}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Its own page is for those who see accounts. */
function accountWords(name) {
  const session = useSession();
  if (name === undefined) return undefined;
  return session.tenant === undefined || session.role === "admin"
    ? html`<a href=${accountAddress(name)}>${name}</a>`
    : name;
}

function traceWords({ id, url }) {
  return url === undefined
    ? id
    : html`<a href=${url} target="_blank" rel="noopener noreferrer"
        >${id}<span class="unseen"> (opens a new tab)</span></a
      >`;
}

function Takes({ takes }) {
  if (takes.length === 0) return undefined;
  return html`<details class="card">
    <summary>${takes.length === 1 ? "1 earlier take" : `${count(takes.length)} earlier takes`}</summary>
    <ul class="plain">
      ${takes.map(
        ({ take, state, request, error, video, costMicroUsd }) =>
          html`<li key=${take}>
            <p>
              Take ${take} <${Badge} state=${state} />${costMicroUsd !== undefined && ` ${money(costMicroUsd)} `}
              ${video && html`<code>${video.location}</code>`}
            </p>
            ${error && html`<p class="reason">${error.message} (${error.code})</p>`}
            <p class="prompt">${request.prompt}</p>
          </li>`,
      )}
    </ul>
  </details>`;
}

function videoWords(facts) {
  if (facts === undefined) return undefined;
  const { picture, sound, durationMs } = facts;
  return [
    picture === undefined ? "no picture" : `${picture.widthPx} × ${picture.heightPx}, ${picture.codec}`,
    durationMs === undefined ? undefined : `${(durationMs / 1000).toFixed(1)} s`,
    sound === undefined ? "no sound" : `sound ${sound.codec}`,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

function providerWords({ providerStatus, pollCount }) {
  return providerStatus === undefined
    ? undefined
    : `${providerStatus}, polled ${pollCount === 1 ? "once" : `${count(pollCount)} times`}`;
}

/** What was charged, or what it will cost; nothing of a failed or cancelled one that was not charged. */
export function costWords({ state, priceMicroUsd, costMicroUsd }) {
  if (costMicroUsd !== undefined) return money(costMicroUsd);
  if (priceMicroUsd === undefined || state === "failed" || state === "cancelled") return undefined;
  return `${money(priceMicroUsd)} when it succeeds`;
}
