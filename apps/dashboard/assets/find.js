import { html, useEffect, useMemo, useRef, useState } from "./html.js";
import { act, ask, mayAct, run, useSession } from "./acts.js";
import { count, money, stateWord } from "./format.js";
import { read } from "./live.js";
import { Badge, BatchLink, Empty, GenerationLink, nameOf, promptWords, Sentence, sizeWords } from "./pieces.js";
import { VirtualList } from "./virtual-list.js";
import { retell, say } from "./words.js";

const STATES = [
  "queued",
  "creating",
  "submission_unknown",
  "generating",
  "overdue",
  "downloading",
  "cancelling",
  "succeeded",
  "failed",
  "cancelled",
];
const ROW_PX = 64;
/** What one press looks through, where little is found. */
const PAGES_AT_ONCE = 20;

export function FindPage() {
  const [where, setWhere] = useState(new URLSearchParams(location.search).get("where") ?? "");
  const [found, setFound] = useState({ items: [], looked: 0, status: "reading", where });

  const [chosen, setChosen] = useState(new Set());
  const session = useSession();
  const box = useRef();

  // What is typed stays while a page arrives.
  useEffect(() => {
    box.current.value = where;
  }, [where]);

  function search(wanted) {
    setWhere(wanted);
    const address = wanted === "" ? "/find" : `/find?where=${encodeURIComponent(wanted)}`;
    history.replaceState(null, "", address);
    setFound({ items: [], looked: 0, status: "reading", where: wanted });
    setChosen(new Set());
  }

  // As in most consoles: a slash leads to the search.
  useEffect(() => {
    function press(event) {
      const isTyping =
        ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName) || document.querySelector("dialog");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      box.current.focus();
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);

  function choose(id, isWanted) {
    const next = new Set(chosen);
    if (isWanted) next.add(id);
    else next.delete(id);
    setChosen(next);
  }

  const selection = mayAct(session, "submit") ? { chosen, choose } : undefined;

  useEffect(() => {
    if (found.status !== "reading") return undefined;
    let isWanted = true;
    void readOn(found).then((next) => {
      if (isWanted) setFound(next);
    });
    return () => {
      isWanted = false;
    };
  }, [found]);

  const more = () =>
    setFound((before) =>
      before.status === "more" && before.isAuto ? { ...before, status: "reading", pages: 0 } : before,
    );
  const state = useMemo(() => /(?:^|\s)state=([a-z_]+)(?=\s|$)/.exec(where)?.[1], [where]);
  return html`<main>
    <h1>${say`Find generations`}</h1>
    <form
      class="search"
      role="search"
      onSubmit=${(event) => {
        event.preventDefault();
        search(event.target.elements.where.value.trim());
      }}
    >
      <label for="where">${say`Words or conditions`}</label>
      <input
        id="where"
        name="where"
        type="search"
        ref=${box}
        autocomplete="off"
        spellcheck="false"
        placeholder=${"code=video_flagged ended<1h"}
        aria-describedby="where-help"
      />
      <button type="submit" class="main">${say`Find`}</button>
    </form>
    <p class="note" id="where-help">
      ${say`Words are looked for in ${html`<code>prompt</code>`}, ${html`<code>custom_id</code>`}, ${html`<code>id</code>`}, ${html`<code>task</code>`} and ${html`<code>batch</code>`}.`}${" "}
      ${say`Conditions: ${html`<code>state= code= model= batch= tenant= account= custom_id= id= task=</code>`} (also ${html`<code>!=</code>`}, several values with commas), ${html`<code>prompt~text</code>`}, ${html`<code>${"created<1h"}</code>`}, ${html`<code>${"ended>2d"}</code>`}.`}${" "}
      ${say`${html`<kbd>/</kbd>`} leads here.`}
    </p>
    <nav class="filter" aria-label=${say`By state`}>
      ${[undefined, ...STATES].map(
        (each) =>
          html`<a
            href=${`/find?where=${encodeURIComponent(withState(where, each))}`}
            aria-current=${each === state ? "true" : undefined}
            onClick=${(event) => {
              event.preventDefault();
              search(withState(where, each));
            }}
            >${each === undefined ? say`all` : stateWord(each)}</a
          >`,
      )}
    </nav>
    ${chosen.size > 0 && html`<${Chosen} chosen=${chosen} clear=${() => setChosen(new Set())} again=${() => search(where)} />`}
    ${where !== "" && chosen.size === 0 && html`<${BulkButtons} where=${where} again=${() => search(where)} />`}
    <p id="found" role="status" class="note">${wordsOf(found)}</p>
    ${found.trouble && html`<p class="notice bad" role="alert"><${Sentence} text=${found.trouble} /></p>`}
    <${VirtualList}
      items=${found.items}
      height=${ROW_PX}
      row=${(each) => drawRow(each, selection)}
      onEnd=${more}
      label=${say`Generations`}
    />
    ${found.status === "done" && found.items.length === 0 && html`<${Empty}>${say`No generations found.`}<//>`}
    ${
      found.status === "more" &&
      !found.isAuto &&
      html`<p class="buttons">
        <button type="button" onClick=${() => setFound({ ...found, status: "reading", pages: 0 })}>
          ${say`Look further`}
        </button>
      </p>`
    }
  </main>`;
}

function withState(where, state) {
  const rest = where.replaceAll(/(?:^|\s)state!?=\S+/g, "").trim();
  return [...(state === undefined ? [] : [`state=${state}`]), ...(rest === "" ? [] : [rest])].join(" ");
}

/** One page more. Where little is found it goes on by itself for a while. */
async function readOn({ items, looked, cursor, where, pages = 0 }) {
  const query = new URLSearchParams({ where, ...(cursor === undefined ? {} : { cursor }) });
  try {
    const page = await read(`/api/find?${query}`);
    const known = new Set(items.map(({ id }) => id));
    const next = {
      where,
      items: [...items, ...page.items.filter(({ id }) => !known.has(id))],
      looked: looked + page.looked,
      cursor: page.nextCursor,
      pages: pages + 1,
    };
    if (page.nextCursor === undefined) return { ...next, status: "done" };
    if (page.items.length === 0 && pages + 1 < PAGES_AT_ONCE) return { ...next, status: "reading" };
    return { ...next, status: "more", isAuto: page.items.length > 0 };
  } catch (error) {
    return { where, items, looked, cursor, status: "stopped", trouble: error.message };
  }
}

function wordsOf({ items, looked, status }) {
  const found = count(items.length);
  if (status === "reading") return say`${found} found, looking…`;
  if (status === "done") return say`${found} found; there are no more.`;
  return say`${found} found among the newest ${count(looked)}; scroll for more.`;
}

/** A filter has room for so many ids. */
const MOST_CHOSEN = 50;

/** The same for the rows that were ticked. */
function Chosen({ chosen, clear, again }) {
  const isTooMany = chosen.size > MOST_CHOSEN;
  return html`<div class="card chosen">
    <p role="status">
      ${
        isTooMany
          ? say`${count(chosen.size)} chosen; at most ${MOST_CHOSEN} can be changed together, more by a filter`
          : say`${count(chosen.size)} chosen`
      }
    </p>
    ${!isTooMany && html`<${BulkButtons} where=${`id=${[...chosen].join(",")}`} again=${again} />`}
    <p class="buttons"><button type="button" onClick=${clear}>${say`Choose none`}</button></p>
  </div>`;
}

function drawRow(generation, selection) {
  const { prompt, error } = generation;
  return html`<article class="found">
    <p class="problem-head">
      ${
        selection &&
        html`<input
          type="checkbox"
          aria-label=${say`Choose ${nameOf(generation)} in ${generation.batchId}`}
          checked=${selection.chosen.has(generation.id)}
          onChange=${(event) => selection.choose(generation.id, event.target.checked)}
        />`
      }
      <${Badge} state=${generation.state} />
      <${GenerationLink} generation=${generation}><strong>${nameOf(generation)}</strong><//>
      <span class="cut">${say`in ${html`<${BatchLink} id=${generation.batchId} />`}`}</span>
      <span class="faint cut">${sizeWords(generation)}</span>
    </p>
    <p
      class=${error === undefined ? "cut faint" : "cut reason"}
      title=${error === undefined ? prompt : retell(error.message)}
    >
      ${error === undefined ? promptWords(generation) : say`${error.code}: ${retell(error.message)}`}
    </p>
  </article>`;
}

/** The same for all that a filter selects, after a look at how many there are and what they cost. */
export function BulkButtons({ where, again, actions = ["retry", "cancel"] }) {
  const session = useSession();
  if (!mayAct(session, "submit")) return undefined;
  return html`<p class="buttons">
    ${actions.includes("retry") && html`<button type="button" onClick=${() => void bulk("retry", where, again)}>${say`Retry all of these…`}</button>`}
    ${
      actions.includes("cancel") &&
      html`<button type="button" class="danger" onClick=${() => void bulk("cancel", where, again)}>
        ${say`Cancel all of these…`}
      </button>`
    }
  </p>`;
}

function bulkTitle(action, many) {
  if (action === "retry")
    return many === 1 ? say`Retry 1 failed generation` : say`Retry ${count(many)} failed generations`;
  return many === 1 ? say`Cancel 1 unfinished generation` : say`Cancel ${count(many)} unfinished generations`;
}

export async function bulk(action, where, again) {
  const rebuy = action === "retry";
  let shown;
  try {
    shown = (await act("bulk.preview", { where, action, rebuy })).data;
  } catch (error) {
    return void ask({
      title: say`This cannot be done`,
      says: html`<${Sentence} text=${error.message} />`,
      confirm: say`I see`,
      reason: false,
    });
  }
  if (shown.matched === 0)
    return void ask({
      title: action === "retry" ? say`None is failed` : say`None is unfinished`,
      says: say`Nothing would be changed.`,
      confirm: say`I see`,
      reason: false,
    });
  const values = await ask({
    title: bulkTitle(action, shown.matched),
    danger: action === "cancel",
    confirm: action === "retry" ? say`Retry` : say`Cancel them`,
    fields:
      action === "retry" && shown.needRebuy > 0
        ? [
            {
              name: "rebuy",
              type: "checkbox",
              value: false,
              label:
                shown.unpriced > 0
                  ? say`Buy ${count(shown.needRebuy)} that have no video again, for up to ${money(shown.priceMicroUsd)}, and ${count(shown.unpriced)} of no known price`
                  : say`Buy ${count(shown.needRebuy)} that have no video again, for up to ${money(shown.priceMicroUsd)}`,
            },
          ]
        : [],
    says: html`
      ${shown.cut && html`<p>${say`There are more; the same again goes on with them.`}</p>`}
      ${
        action === "retry" &&
        html`<p>${say`${count(shown.matched - shown.needRebuy)} are fetched again, and cost nothing.`}</p>`
      }
      ${
        action === "cancel" &&
        shown.underWay > 0 &&
        html`<p>
          ${say`${count(shown.underWay)} may run at the provider: they are paid for, and end without a video.`}
        </p>`
      }
      ${action === "cancel" && html`<p>${say`This cannot be undone.`}</p>`}
      <ul class="plain">
        ${shown.first.map((each) => html`<li key=${each.id}>${say`${html`<code>${nameOf(each)}</code>`} in ${each.batchId}`}</li>`)}
      </ul>
    `,
  });
  if (values === undefined) return undefined;
  const why = values.why === undefined ? {} : { why: values.why };
  const agreed =
    action === "retry" && values.rebuy === true
      ? { rebuy: true, most_micro_usd: shown.priceMicroUsd, most_unpriced: shown.unpriced }
      : {};
  await run(`bulk.${action}`, { where, most: shown.matched, ...agreed, ...why });
  return again?.();
}
