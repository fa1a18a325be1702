import { html, useEffect, useState } from "./html.js";
import { ActButton } from "./acts.js";
import { callWord, count, span, time } from "./format.js";
import { History } from "./history.js";
import { useLive, useNow } from "./live.js";
import { accountAddress, Badge, BatchLink, Empty, Figure, GenerationLink, nameOf, UsageBar } from "./pieces.js";
import { inList, retell, say } from "./words.js";

/** One account by itself: what it does, over time, who holds its slots, and who changed it. */
export function AccountPage({ name, live: { state, skewMs } }) {
  const now = useNow(skewMs);
  useEffect(() => {
    document.title = `${name} – hailuo-queue`;
  }, [name]);
  if (state === undefined) return html`<main><h1>${name}</h1></main>`;
  const { account, changes, limits } = state;
  return html`<main>
    <h1>${say`Account ${name}`}</h1>
    <div class="cards"><${Account} account=${account} now=${now} limits=${limits} whole /></div>
    <${History} of=${{ account: name }} />
    <section aria-labelledby="holders-title">
      <div class="card">
        <h2 id="holders-title">${say`Who holds its slots`}</h2>
        <${HolderList} name=${name} now=${now} />
      </div>
    </section>
    <section aria-labelledby="changes-title">
      <div class="card">
        <h2 id="changes-title">${say`Changes by people`}</h2>
        ${changes.length === 0 && html`<${Empty}>${say`None.`}<//>`}
        <ul class="plain">
          ${changes.map(
            ({ at, who, what, why }) =>
              html`<li key=${`${at} ${what}`}>
                <span class="faint">${time(at)}</span> ${what}
                <span class="faint">${say`by ${retell(who)}`}</span>${why && ` (${why})`}
              </li>`,
          )}
        </ul>
      </div>
    </section>
  </main>`;
}

/** What it may do, does, and why it does nothing; with what can be done about it. */
export function Account({ account, now, limits, whole = false }) {
  const { slotsUsed, slotsAllowed, createWindowUsed, createPerMinute, account: name, windows } = account;
  const known = slotsAllowed > 0 || account.limitZero === true;
  const slots = known ? say`${count(slotsUsed)} of ${count(slotsAllowed)}` : count(slotsUsed);
  const limited = createPerMinute > 0;
  const creates = limited ? say`${count(createWindowUsed)} of ${count(createPerMinute)}` : count(createWindowUsed);
  const others = windows.filter(({ callType }, at) => callType !== "create" || at > 0);
  const stopped = account.paused === true || account.draining === true;
  const body = { name };
  return html`<article class="card account" aria-label=${say`Account ${name}`}>
    ${whole && html`<h2 class="unseen">${say`Now`}</h2>`}
    <${whole ? "p" : "h3"} class="account-head">
      ${!whole && html`<a href=${accountAddress(name)}>${name}</a>`}
      <${Standing} account=${account} now=${now} />
    <//>
    <${Figure} title=${say`Slots in use`} value=${slots}>
      ${
        known
          ? html`<${UsageBar} used=${slotsUsed} allowed=${slotsAllowed} words=${say`${slots} slots in use`} />`
          : html`<p class="note">${say`No create worker has published its limits yet.`}</p>`
      }
    <//>
    <${Figure} title=${say`Creates in the last minute`} value=${creates}>
      ${
        limited
          ? html`<${UsageBar} used=${createWindowUsed} allowed=${createPerMinute} words=${say`${creates} creates`} />`
          : html`<p class="note">${say`No limit.`}</p>`
      }
    <//>
    <${Funds} funds=${account.funds} />
    ${
      others.length > 0 &&
      html`<p class="note whole">
        ${others.map(({ callType, used, limit, windowMs }) => say`${callWord(callType)}: ${count(used)} of ${count(limit)} in ${span(windowMs)}`).join(" · ")}
      </p>`
    }
    ${limits !== undefined && Object.keys(limits).length > 0 && html`<p class="note whole">${say`Set by people: ${limitWords(limits)}; “Limits…” returns to the workers' own.`}</p>`}
    ${!whole && html`<${Holders} name=${name} now=${now} />`}
    <p class="buttons whole">
      ${
        stopped
          ? html`<${ActButton}
              act="account.resume"
              role="admin"
              body=${body}
              label=${say`Resume`}
              says=${say`It also ends a rest after refusals, and tries everything again.`}
            />`
          : html`
              ${
                (account.refusing !== undefined ||
                  account.pausedUntil !== undefined ||
                  account.disabledModels !== undefined) &&
                html`<${ActButton} act="account.probe" role="admin" body=${body} label=${say`Try now`} plain />`
              }
              <${ActButton}
                act="account.pause"
                role="admin"
                body=${body}
                label=${say`Pause…`}
                title=${say`Pause ${name}`}
                confirm=${say`Pause`}
                says=${say`It starts no new videos; those in flight finish.`}
              />
              <${ActButton}
                act="account.drain"
                role="admin"
                body=${body}
                label=${say`Drain…`}
                title=${say`Drain ${name}`}
                confirm=${say`Drain`}
                says=${say`For an account that goes out of use: it finishes its videos in flight and starts no others.`}
              />
            `
      }
      <${ActButton}
        act="account.set"
        role="admin"
        body=${body}
        label=${say`Limits…`}
        title=${say`Limits of ${name}`}
        confirm=${say`Change them`}
        says=${say`They hold for all workers at once and over their restarts. Empty: back to the workers' own settings.`}
        fields=${[
          {
            name: "max_in_flight",
            type: "number",
            min: "0",
            label: say`Unfinished tasks at once`,
            value: slotsAllowed,
            none: null,
          },
          {
            name: "create_per_minute",
            type: "number",
            min: "0",
            label: say`Creates per minute`,
            value: createPerMinute,
            none: null,
          },
        ]}
      />
    </p>
  </article>`;
}

const LIMITS = {
  maxInFlight: (many) => say`${many} unfinished tasks at once`,
  createPerMinute: (many) => say`${many} creates per minute`,
  queryPerMinute: (many) => say`${many} status queries per minute`,
  filesPerMinute: (many) => say`${many} download links per minute`,
};

function limitWords(limits) {
  return inList(
    Object.entries(limits).map(([name, value]) => LIMITS[name]?.(count(value)) ?? `${count(value)} ${name}`),
  );
}

/** What it has left, as the provider tells it. */
function Funds({ funds }) {
  if (funds === undefined) return undefined;
  const { balance, plan = [], currency, at } = funds;
  const asked = html`<p class="note">${say`As of ${time(at)}.`}</p>`;
  return html`
    ${
      balance &&
      html`<${Figure} title=${say`Balance (${currency})`} value=${(balance.availableMicro / 1_000_000).toFixed(2)}
        >${asked}<//
      >`
    }
    ${plan.map(
      ({ span: length, status, remainingPercent }) =>
        html`<${Figure}
          title=${say`Plan, this ${retell(length)}`}
          value=${remainingPercent === undefined ? retell(status.replaceAll("_", " ")) : `${Math.floor(remainingPercent)} %`}
          >${asked}<//
        >`,
    )}
  `;
}

/** Read when somebody wants to know. */
function Holders({ name, now }) {
  const [isOpen, setOpen] = useState(false);
  return html`<details class="whole" onToggle=${(event) => setOpen(event.target.open)}>
    <summary>${say`Who holds the slots`}</summary>
    ${isOpen && html`<${HolderList} name=${name} now=${now} />`}
  </details>`;
}

function HolderList({ name, now }) {
  const { state, trouble } = useLive(`/accounts/${encodeURIComponent(name)}/slots`);
  if (state === undefined) return html`<p class="note">${trouble ?? say`Looking…`}</p>`;
  if (state.holders.length === 0) return html`<${Empty}>${say`Nobody.`}<//>`;
  const more = state.total - state.holders.length;
  return html`<ul class="plain">
    ${state.holders.map(
      (each) =>
        html`<li key=${each.id}>
          <${Badge} state=${each.state} />${" "}
          ${say`${html`<${GenerationLink} generation=${each}>${nameOf(each)}<//>`} in ${html`<${BatchLink} id=${each.batchId} />`}`}${" "}
          <span class="faint"
            >${each.submittedAt === undefined ? say`about to start` : say`for ${span(now - each.submittedAt)}`}</span
          >
        </li>`,
    )}
    ${more > 0 && html`<li class="faint">${say`and ${count(more)} more`}</li>`}
  </ul>`;
}

/** Everything that keeps an account from being used to the full. */
function Standing({ account, now }) {
  const { paused, draining, pausedUntil, pausedReason, refusing, slotsLost, slotsTaken, slotsAllowed } = account;
  const { disabledModels = {}, callbackRefused, funds } = account;
  const notes = [];
  if (draining) notes.push(say`Draining: it finishes its videos in flight and starts no others.`);
  else if (paused) notes.push(say`Paused by a user: it starts no new videos.`);
  if (refusing !== undefined) notes.push(refusalWords(refusing, pausedUntil, now));
  else if (pausedUntil !== undefined && pausedUntil > now)
    notes.push(say`Paused for ${span(pausedUntil - now)}, until ${time(pausedUntil)}: ${retell(pausedReason ?? "")}`);
  if (slotsLost !== undefined)
    notes.push(say`${count(slotsLost)} of ${count(slotsAllowed)} slots are held by creates whose answers were lost.`);
  if (slotsTaken !== undefined)
    notes.push(
      say`The provider accepts fewer tasks at once: currently ${count(slotsTaken)} of ${count(slotsAllowed)} are used.`,
    );
  if (funds?.low !== undefined) notes.push(say`Low funds: ${retell(funds.low)}`);
  if (callbackRefused !== undefined)
    notes.push(say`Callbacks refused since ${time(callbackRefused.since)}: ${retell(callbackRefused.reason)}`);
  for (const [model, until] of Object.entries(disabledModels))
    notes.push(say`${model} is refused to it; not tried until ${time(until)}.`);
  if (account.limitZero === true) notes.push(say`A limit of it is 0: it may start nothing.`);
  if (notes.length === 0) return html`<span class="note good">${say`Not paused.`}</span>`;
  return notes.map((words) => html`<span class="note bad">${words}</span>`);
}

/** It stays while the provider refuses, over the tries between the rests. */
function refusalWords({ since, times, lastAt, reason, stopped, nextTryAt }, pausedUntil, now) {
  const told =
    times === 1
      ? say`Refused at ${time(lastAt)}`
      : say`Refused ${count(times)} times since ${time(since)}, last at ${time(lastAt)}`;
  const at = nextTryAt ?? pausedUntil;
  const next =
    at === undefined || at <= now ? say`one is tried now` : say`the next try is in ${span(at - now)}, at ${time(at)}`;
  return say`${told}; ${stopped ? next : say`others go on`}: ${retell(reason)}`;
}
