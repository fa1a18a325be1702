import { html, useEffect, useState } from "./html.js";
import { ActButton } from "./acts.js";
import { count, span, time } from "./format.js";
import { History } from "./history.js";
import { useLive, useNow } from "./live.js";
import { accountAddress, Badge, BatchLink, Empty, Figure, GenerationLink, nameOf, UsageBar } from "./pieces.js";

/** One account by itself: what it does, over time, who holds its slots, and who changed it. */
export function AccountPage({ name, live: { state, skewMs } }) {
  const now = useNow(skewMs);
  useEffect(() => {
    document.title = `${name} – hailuo-queue`;
  }, [name]);
  if (state === undefined) return html`<main><h1>${name}</h1></main>`;
  const { account, changes, limits } = state;
  return html`<main>
    <h1>Account ${name}</h1>
    <div class="cards"><${Account} account=${account} now=${now} limits=${limits} whole /></div>
    <${History} of=${{ account: name }} />
    <section aria-labelledby="holders-title">
      <div class="card">
        <h2 id="holders-title">Who holds its slots</h2>
        <${HolderList} name=${name} now=${now} />
      </div>
    </section>
    <section aria-labelledby="changes-title">
      <div class="card">
        <h2 id="changes-title">Changes by people</h2>
        ${changes.length === 0 && html`<${Empty}>None.<//>`}
        <ul class="plain">
          ${changes.map(
            ({ at, who, what, why }) =>
              html`<li key=${`${at} ${what}`}>
                <span class="faint">${time(at)}</span> ${what} <span class="faint">by ${who}</span>${why && ` (${why})`}
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
  const known = slotsAllowed > 0;
  const slots = known ? `${count(slotsUsed)} of ${count(slotsAllowed)}` : count(slotsUsed);
  const limited = createPerMinute > 0;
  const creates = limited ? `${count(createWindowUsed)} of ${count(createPerMinute)}` : count(createWindowUsed);
  const others = windows.filter(({ callType }, at) => callType !== "create" || at > 0);
  const stopped = account.paused === true || account.draining === true;
  const body = { name };
  return html`<article class="card account" aria-label=${`Account ${name}`}>
    ${whole && html`<h2 class="unseen">Now</h2>`}
    <${whole ? "p" : "h3"} class="account-head">
      ${!whole && html`<a href=${accountAddress(name)}>${name}</a>`}
      <${Standing} account=${account} now=${now} />
    <//>
    <${Figure} title="Slots in use" value=${slots}>
      ${
        known
          ? html`<${UsageBar} used=${slotsUsed} allowed=${slotsAllowed} words=${`${slots} slots in use`} />`
          : html`<p class="note">No create worker has published its limits yet.</p>`
      }
    <//>
    <${Figure} title="Creates in the last minute" value=${creates}>
      ${
        limited
          ? html`<${UsageBar} used=${createWindowUsed} allowed=${createPerMinute} words=${`${creates} creates`} />`
          : html`<p class="note">No limit.</p>`
      }
    <//>
    <${Funds} funds=${account.funds} />
    ${
      others.length > 0 &&
      html`<p class="note whole">
        ${others.map(({ callType, used, limit, windowMs }) => `${callType}: ${count(used)} of ${count(limit)} in ${span(windowMs)}`).join(" · ")}
      </p>`
    }
    ${limits !== undefined && Object.keys(limits).length > 0 && html`<p class="note whole">Set by people: ${limitWords(limits)}; “Limits…” returns to the workers' own.</p>`}
    ${!whole && html`<${Holders} name=${name} now=${now} />`}
    <p class="buttons whole">
      ${
        stopped
          ? html`<${ActButton}
              act="account.resume"
              role="admin"
              body=${body}
              label="Resume"
              says="It also ends a rest after refusals, and tries everything again."
            />`
          : html`
              ${
                (account.refusing !== undefined ||
                  account.pausedUntil !== undefined ||
                  account.disabledModels !== undefined) &&
                html`<${ActButton} act="account.probe" role="admin" body=${body} label="Try now" plain />`
              }
              <${ActButton}
                act="account.pause"
                role="admin"
                body=${body}
                label="Pause…"
                title=${`Pause ${name}`}
                confirm="Pause"
                says="It starts no new videos; those in flight finish."
              />
              <${ActButton}
                act="account.drain"
                role="admin"
                body=${body}
                label="Drain…"
                title=${`Drain ${name}`}
                confirm="Drain"
                says="For an account that goes out of use: it finishes its videos in flight and starts no others."
              />
            `
      }
      <${ActButton}
        act="account.set"
        role="admin"
        body=${body}
        label="Limits…"
        title=${`Limits of ${name}`}
        confirm="Change them"
        says="They hold for all workers at once and over their restarts. Empty: back to the workers' own settings."
        fields=${[
          {
            name: "max_in_flight",
            type: "number",
            min: "0",
            label: "Unfinished tasks at once",
            value: slotsAllowed,
            none: null,
          },
          {
            name: "create_per_minute",
            type: "number",
            min: "0",
            label: "Creates per minute",
            value: createPerMinute,
            none: null,
          },
        ]}
      />
    </p>
  </article>`;
}

const LIMITS = {
  maxInFlight: "unfinished tasks at once",
  createPerMinute: "creates per minute",
  queryPerMinute: "status queries per minute",
  filesPerMinute: "download links per minute",
};

function limitWords(limits) {
  return Object.entries(limits)
    .map(([name, value]) => `${count(value)} ${LIMITS[name] ?? name}`)
    .join(", ");
}

/** What it has left, as the provider tells it. */
function Funds({ funds }) {
  if (funds === undefined) return undefined;
  const { balance, plan = [], currency, at } = funds;
  const asked = html`<p class="note">As of ${time(at)}.</p>`;
  return html`
    ${
      balance &&
      html`<${Figure} title=${`Balance (${currency})`} value=${(balance.availableMicro / 1_000_000).toFixed(2)}
        >${asked}<//
      >`
    }
    ${plan.map(
      ({ span: length, status, remainingPercent }) =>
        html`<${Figure}
          title=${`Plan, this ${length}`}
          value=${remainingPercent === undefined ? status.replaceAll("_", " ") : `${Math.floor(remainingPercent)} %`}
          >${asked}<//
        >`,
    )}
  `;
}

/** Read when somebody wants to know. */
function Holders({ name, now }) {
  const [isOpen, setOpen] = useState(false);
  return html`<details class="whole" onToggle=${(event) => setOpen(event.target.open)}>
    <summary>Who holds the slots</summary>
    ${isOpen && html`<${HolderList} name=${name} now=${now} />`}
  </details>`;
}

function HolderList({ name, now }) {
  const { state, trouble } = useLive(`/accounts/${encodeURIComponent(name)}/slots`);
  if (state === undefined) return html`<p class="note">${trouble ?? "Looking…"}</p>`;
  if (state.holders.length === 0) return html`<${Empty}>Nobody.<//>`;
  return html`<ul class="plain">
    ${state.holders.map(
      (each) =>
        html`<li key=${each.id}>
          <${Badge} state=${each.state} />${" "}<${GenerationLink} generation=${each}>${nameOf(each)}<//>
          ${` in `}<${BatchLink} id=${each.batchId} />
          <span class="faint">${` for ${span(now - (each.submittedAt ?? each.createdAt))}`}</span>
        </li>`,
    )}
  </ul>`;
}

/** Everything that keeps an account from being used to the full. */
function Standing({ account, now }) {
  const { paused, draining, pausedUntil, pausedReason, refusing, slotsLost, slotsTaken, slotsAllowed } = account;
  const { disabledModels = {}, callbackRefused, funds } = account;
  const notes = [];
  if (draining) notes.push("Draining: it finishes its videos in flight and starts no others.");
  else if (paused) notes.push("Paused by a user: it starts no new videos.");
  if (refusing !== undefined) notes.push(refusalWords(refusing, pausedUntil, now));
  else if (pausedUntil !== undefined && pausedUntil > now)
    notes.push(`Paused for ${span(pausedUntil - now)}, until ${time(pausedUntil)}: ${pausedReason}`);
  if (slotsLost !== undefined)
    notes.push(`${count(slotsLost)} of ${count(slotsAllowed)} slots are held by creates whose answers were lost.`);
  if (slotsTaken !== undefined)
    notes.push(`The provider accepts fewer tasks at once: currently ${slotsTaken} of ${slotsAllowed} are used.`);
  if (funds?.low !== undefined) notes.push(`Low funds: ${funds.low}`);
  if (callbackRefused !== undefined)
    notes.push(`Callbacks refused since ${time(callbackRefused.since)}: ${callbackRefused.reason}`);
  for (const [model, until] of Object.entries(disabledModels))
    notes.push(`${model} is refused to it; not tried until ${time(until)}.`);
  if (notes.length === 0) return html`<span class="note good">Not paused.</span>`;
  return notes.map((words) => html`<span class="note bad">${words}</span>`);
}

/** It stays while the provider refuses, over the tries between the rests. */
function refusalWords({ since, times, lastAt, reason, stopped, nextTryAt }, pausedUntil, now) {
  const told =
    times === 1
      ? `Refused at ${time(lastAt)}`
      : `Refused ${count(times)} times since ${time(since)}, last at ${time(lastAt)}`;
  const at = nextTryAt ?? pausedUntil;
  const next =
    at === undefined || at <= now ? "one is tried now" : `the next try is in ${span(at - now)}, at ${time(at)}`;
  return `${told}; ${stopped ? next : "others go on"}: ${reason}`;
}
