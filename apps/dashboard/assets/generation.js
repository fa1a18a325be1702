import { html, useEffect } from "./html.js";
import { act, ActButton, ask, mayAct, run, tell, useSession } from "./acts.js";
import { Deliveries } from "./deliveries.js";
import { ago, bytes, count, money, span, stageWord, stateWord, time } from "./format.js";
import { useNow } from "./live.js";
import {
  accountAddress,
  adviceWords,
  Badge,
  BatchLink,
  errorWords,
  ModelName,
  nameOf,
  polledWords,
  promptWords,
  Sentence,
  sizeWords,
  TenantName,
} from "./pieces.js";
import { inClauses, inList, retell, say, sentences } from "./words.js";

export function GenerationPage({ id, live: { state: page, skewMs } }) {
  const now = useNow(skewMs);
  useEffect(() => {
    document.title = `${page === undefined ? id : nameOf(page.generation)} – hailuo-queue`;
  }, [page]);
  if (page === undefined) return html`<main><h1>${id}</h1></main>`;
  const { generation, tenant } = page;
  return html`<main>
    <section aria-label=${say`Generation`} id="generation">
      <h1>${nameOf(generation)} <${Badge} state=${generation.state} /></h1>
      <p class="faint">
        ${say`in ${html`<${BatchLink} id=${generation.batchId} />`}`}${" · "}
        ${say`tenant ${html`<${TenantName} name=${tenant} />`}`}${" · "}
        ${say`submitted ${ago(now - generation.createdAt)}, ${time(generation.createdAt)}`}
        ${page.take > 1 && ` · ${say`take ${page.take}`}`}
      </p>
      <${Actions} page=${page} />
    </section>
    <section aria-label=${say`What it waits for`} id="explanation"><${Explanation} page=${page} /></section>
    ${
      page.hasVideo &&
      html`<section aria-label=${say`Video`}>
        <video controls preload="metadata" src=${`/api/generations/${encodeURIComponent(generation.id)}/video`}></video>
      </section>`
    }
    <section aria-labelledby="timeline-title" id="timeline"><${Timeline} page=${page} now=${now} /></section>
    <section aria-label=${say`Facts`} id="facts"><${Facts} page=${page} /></section>
    <details class="card">
      <summary>${say`Request`}</summary>
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
  const price = priceMicroUsd === undefined ? undefined : money(priceMicroUsd);
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
          label=${say`It has a task…`}
          title=${say`Continue with its task`}
          confirm=${say`Continue`}
          says=${
            lookup?.candidates?.length > 0
              ? say`The provider lists ${inList(lookup.candidates.map(({ taskId }) => taskId))}.`
              : say`The provider confirms the task first; nothing is bought.`
          }
          fields=${[{ name: "task_id", label: say`Task id`, hint: say`as the provider's console shows it`, required: true }]}
        />
        <${ActButton}
          act="generation.resolve"
          body=${{ ...body, action: "resubmit" }}
          label=${say`Send again…`}
          title=${say`Buy it again`}
          confirm=${say`Buy it again`}
          danger
          says=${sentences(
            price === undefined ? say`This buys it; its price is not known.` : say`This buys it, for ${price}.`,
            say`If the first create was accepted, it is paid for twice.`,
          )}
        />
      `
    }
    ${
      ["submission_unknown", "overdue", "cancelling"].includes(state) &&
      html`<${ActButton}
        act="generation.resolve"
        body=${{ ...body, action: "fail" }}
        label=${say`Give up…`}
        title=${say`Give it up`}
        confirm=${say`Give up`}
        danger
        says=${sentences(say`Its slot is free.`, say`What was bought is lost.`)}
      />`
    }
    ${
      !ended &&
      state !== "cancelling" &&
      html`<${ActButton}
        act="generation.cancel"
        body=${body}
        label=${say`Cancel…`}
        title=${say`Cancel it`}
        confirm=${say`Cancel it`}
        danger
        says=${sentences(
          state === "queued"
            ? say`Nothing was bought.`
            : say`What the provider works on is paid for, and ends without a video.`,
          say`This cannot be undone.`,
        )}
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
      title: say`It has to be bought again`,
      says: sentences(
        say`It has no video that could be fetched.`,
        price === undefined ? say`This buys it again; its price is not known.` : say`This buys it again, for ${price}.`,
      ),
      confirm: say`Buy it again`,
      danger: true,
    });
    if (values !== undefined) await run("generation.retry", { id, rebuy: true, ...values });
    return undefined;
  }
  return html`<button type="button" class="main" onClick=${() => void click()}>${say`Retry`}</button>`;
}

function EditButton({ id, request, ended, price }) {
  async function click() {
    const values = await ask({
      title: say`Change its request`,
      wide: true,
      confirm: ended ? say`Make it again` : say`Change it`,
      says: ended
        ? sentences(
            price === undefined
              ? say`It is made again as its next take; its price is not known.`
              : say`It is made again as its next take, for ${price}.`,
            say`The video before is kept.`,
          )
        : say`It waits with the new request.`,
      fields: [
        { name: "prompt", label: say`Prompt`, type: "textarea", value: request.prompt ?? "" },
        { name: "model", label: say`Model`, value: request.model },
        { name: "duration", label: say`Duration in seconds`, type: "number", value: request.duration ?? "" },
        { name: "resolution", label: say`Resolution`, value: request.resolution ?? "" },
      ],
    });
    if (values === undefined) return;
    const { why, ...fields } = values;
    await run("generation.edit", { id, fields, ...(why === undefined ? {} : { why }) });
  }
  return html`<button type="button" onClick=${() => void click()}>${say`Edit…`}</button>`;
}

function Explanation({ page: { explanation, lookup, advice, generation } }) {
  const { waitsFor, because, startsInMs } = explanation;
  const isFailed = generation.state === "failed";
  return html`<div class=${waitsFor === "decision" || isFailed ? "card attention" : "card"}>
    <h2>
      ${waitsFor === "none" ? (isFailed ? say`Failed` : say`Finished`) : say`Waits for: ${retell(waitsFor.replaceAll("_", " "))}`}
    </h2>
    <p class="because">
      <${Sentence}
        text=${sentences(retell(because), startsInMs === undefined ? "" : say`It may start in about ${span(startsInMs)}.`)}
      />
    </p>
    ${advice && html`<p class="note"><${Sentence} text=${adviceWords(advice, generation.id)} /></p>`}
    ${lookup && html`<${Lookup} lookup=${lookup} />`}
  </div>`;
}

/** Tasks that the create with the lost answer could have made. */
function Lookup({ lookup: { at, candidates, rivals, complete } }) {
  const words = [
    candidates.length === 0
      ? say`The provider lists no task that may belong to it`
      : say`${count(candidates.length)} of the provider's tasks may belong to it`,
    rivals > 0 ? say`${count(rivals)} other generations may have created one of them` : undefined,
    complete ? undefined : say`the list did not cover all of that time`,
    say`looked at ${time(at)}`,
  ].filter((word) => word !== undefined);
  return html`
    <p class="note">${inClauses(words)}</p>
    <ul>
      ${candidates.map(
        ({ taskId, createdAt, status }) =>
          html`<li key=${taskId}>${say`${html`<code>${taskId}</code>`} ${status}, made ${time(createdAt)}`}</li>`,
      )}
    </ul>
  `;
}

/** All that happened to it, in the order of time: steps, waits and tries that failed. */
function Timeline({ page: { generation, attempts, nextPollAt, deadlineAt }, now }) {
  const { createdAt, submittedAt, acceptedAt, generatedAt, endedAt, state, pollCount, taskId, account } = generation;
  const steps = [
    { at: createdAt, words: say`Submitted` },
    { at: submittedAt, words: account === undefined ? say`Create sent` : say`Create sent with account ${account}` },
    { at: acceptedAt, words: taskId === undefined ? say`Task accepted` : say`Task accepted: ${taskId}` },
    {
      at: generatedAt,
      words: polledWords(say`Task ended`, pollCount),
    },
    { at: endedAt, words: say`Ended: ${stateWord(state)}`, kind: state },
  ].filter(({ at }) => at !== undefined);
  const tries = attempts.flatMap((each) => [
    {
      at: each.times === 1 ? each.at : each.since,
      words:
        each.times === 1
          ? say`${stageWord(each.stage)} failed: ${retell(each.message)} (${each.code})`
          : say`${stageWord(each.stage)} failed ${count(each.times)} times, until ${time(each.at)}: ${retell(each.message)} (${each.code})`,
      kind: "failed",
    },
    ...(each.until === undefined || each.until < now
      ? []
      : [{ at: each.until, words: say`${stageWord(each.stage)} is tried again`, kind: "next" }]),
  ]);
  const isOpen = endedAt === undefined;
  const ahead = [
    { at: nextPollAt, words: say`Next poll`, kind: "next" },
    { at: deadlineAt, words: say`Counts as overdue; it is still polled`, kind: "next" },
  ].filter(({ at }) => isOpen && at !== undefined && at > now && taskId !== undefined);
  const all = [...steps, ...tries, ...ahead].toSorted((one, other) => one.at - other.at);
  return html`<div class="card">
    <h2 id="timeline-title">${say`Timeline`}</h2>
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
    [say`Error`, error && errorWords(error)],
    [say`Prompt`, promptWords(generation)],
    [say`Model`, modelWords(generation)],
    [say`Account`, accountWords(generation.account)],
    [say`Task`, generation.taskId],
    [say`Provider`, providerWords(generation)],
    [say`Cost`, costWords(generation)],
    [say`Object`, size === undefined ? generation.objectKey : `${place ?? generation.objectKey} (${bytes(size)})`],
    [say`Video`, videoWords(generation.facts)],
    [say`Warnings`, generation.warnings && inList(generation.warnings.map((each) => WARNINGS[each] ?? each))],
    [say`Trace`, trace && traceWords(trace)],
    [say`Id`, generation.id],
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

/** What over time is told of its model stands on its own page. */
function modelWords(generation) {
  const [, ...rest] = sizeWords(generation).split(" · ");
  return html`<${ModelName} name=${generation.model} />${rest.map((word) => ` · ${word}`)}`;
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
        >${id}<span class="unseen"> (${say`opens a new tab`})</span></a
      >`;
}

/** In what a stored video is not what was bought. */
const WARNINGS = {
  no_video_track: say`without a picture`,
  wrong_duration: say`more than a second longer or shorter than requested`,
  wrong_resolution: say`in another resolution than requested`,
  unreadable: say`whose MP4 boxes do not say what they contain`,
  stray_bytes: say`with bytes after the last box, which players ignore`,
};

function Takes({ takes }) {
  if (takes.length === 0) return undefined;
  return html`<details class="card">
    <summary>${takes.length === 1 ? say`1 earlier take` : say`${count(takes.length)} earlier takes`}</summary>
    <ul class="plain">
      ${takes.map(
        ({ take, state, request, error, video, costMicroUsd }) =>
          html`<li key=${take}>
            <p>
              ${say`Take ${take}`}
              <${Badge} state=${state} />${costMicroUsd !== undefined && ` ${money(costMicroUsd)} `}
              ${video && html`<code>${video.location}</code>`}
            </p>
            ${error && html`<p class="reason">${errorWords(error)}</p>`}
            <p class="prompt">${request.prompt}</p>
          </li>`,
      )}
    </ul>
  </details>`;
}

function videoWords(facts) {
  if (facts === undefined) return undefined;
  const { picture, sound, durationMs } = facts;
  const parts = [
    picture === undefined ? say`no picture` : `${picture.widthPx} × ${picture.heightPx}, ${picture.codec}`,
    durationMs === undefined ? undefined : say`${(durationMs / 1000).toFixed(1)} s`,
    sound === undefined ? say`no sound` : say`sound ${sound.codec}`,
  ];
  return inList(parts.filter((part) => part !== undefined));
}

function providerWords({ providerStatus, pollCount }) {
  return providerStatus === undefined ? undefined : polledWords(providerStatus, pollCount);
}

/** What was charged, or what it will cost; nothing of a failed or cancelled one that was not charged. */
export function costWords({ state, priceMicroUsd, costMicroUsd }) {
  if (costMicroUsd !== undefined) return money(costMicroUsd);
  if (priceMicroUsd === undefined || state === "failed" || state === "cancelled") return undefined;
  return say`${money(priceMicroUsd)} when it succeeds`;
}
