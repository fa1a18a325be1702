import { html, useEffect, useState } from "./html.js";
import { ActButton, useSession } from "./acts.js";
import { Bars } from "./charts.js";
import { bulk } from "./find.js";
import { ago, count, money, span, stateMeaning, stateWord, time } from "./format.js";
import { useLive, useNow } from "./live.js";
import {
  Badge,
  BatchLink,
  Empty,
  Figure,
  findAddress,
  GenerationLink,
  nameOf,
  OutcomeBadge,
  outcomeWords,
  Problem,
  ProgressBar,
  Sentence,
  UsageBar,
} from "./pieces.js";

export function FrontPage({ live: { state, skewMs } }) {
  const now = useNow(skewMs);
  useEffect(() => {
    document.title = titleOf(state?.states);
  }, [state]);
  if (state === undefined) return html`<main><h1 class="unseen">Overview</h1></main>`;
  const { accounts, diagnosis, states, batches, failures, attention, needs, fleet } = state;
  return html`<main>
    <h1 class="unseen">Overview</h1>
    ${diagnosis && html`<section id="diagnosis" aria-label="Diagnosis"><${Diagnosis} diagnosis=${diagnosis} /></section>`}
    <${Needs} needs=${needs} attention=${attention} now=${now} />
    <${History} />
    ${
      accounts &&
      html`<section aria-labelledby="accounts-title">
        <h2 id="accounts-title">Accounts</h2>
        <div id="accounts" class="cards">
          ${accounts.map((account) => html`<${Account} key=${account.account} account=${account} now=${now} />`)}
          ${accounts.length === 0 && html`<${Empty}>No create worker has published an account yet.<//>`}
        </div>
      </section>`
    }
    ${
      states &&
      html`<section aria-labelledby="states-title">
        <h2 id="states-title">Generations</h2>
        <div id="states"><${States} states=${states} /></div>
      </section>`
    }
    ${fleet && html`<${Workers} fleet=${fleet} now=${now} />`}
    <section aria-labelledby="batches-title">
      <h2 id="batches-title">Batches</h2>
      <div id="batches"><${Batches} batches=${batches} now=${now} /></div>
    </section>
    <section aria-labelledby="failures-title">
      <h2 id="failures-title">Latest failures</h2>
      <div id="failures">
        ${
          failures.length === 0
            ? html`<${Empty}>None.<//>`
            : html`<ul class="problems">
                ${failures.map((each) => html`<${Problem} key=${each.id} generation=${each} age=${ago(now - each.updatedAt)} />`)}
              </ul>`
        }
      </div>
    </section>
  </main>`;
}

function titleOf(states = []) {
  const unfinished = states
    .filter(({ state }) => !["succeeded", "failed", "cancelled"].includes(state))
    .reduce((sum, state) => sum + state.count, 0);
  return unfinished === 0 ? "hailuo-queue" : `(${count(unfinished)}) hailuo-queue`;
}

const STANDINGS = { idle: "Idle", moving: "Moving", slowed: "Slowed", stopped: "Stopped" };
/** What an account is used to stands in its card. */
const TOLD = ["stops", "slows", "asks", "warns"];

/** Why nothing moves, the worst first, with what mends it. */
function Diagnosis({ diagnosis: { standing, summary, troubles } }) {
  const told = troubles.filter(({ severity }) => TOLD.includes(severity));
  const good = standing === "idle" || standing === "moving";
  return html`<div class=${good && told.length === 0 ? "diagnosis good" : "diagnosis"} role="status">
    <h2>${STANDINGS[standing]}</h2>
    ${
      told.length === 0
        ? html`<p class="note">${html`<${Sentence} text=${summary} />`}</p>`
        : html`<ul class="problems">
            ${told.map(
              (trouble) =>
                html`<li
                  key=${`${trouble.cause} ${trouble.account} ${trouble.batch} ${trouble.tenant} ${trouble.model} ${trouble.stage}`}
                  data-cause=${trouble.cause}
                >
                  <p>${trouble.what}</p>
                  <p class="note"><${Sentence} text=${trouble.remedy} /></p>
                  <${Remedy} trouble=${trouble} />
                </li>`,
            )}
          </ul>`
    }
  </div>`;
}

/** What mends it from here, for whoever may. */
function Remedy({ trouble: { cause, account, batch, tenant, model } }) {
  const buttons = [];
  const forAccount = account === undefined ? undefined : { name: account };
  switch (cause) {
    case "account_refused":
    case "account_refused_at_times":
    case "model_refused":
    case "cap_lowered":
      if (forAccount)
        buttons.push(html`<${ActButton} act="account.probe" role="admin" body=${forAccount} label="Try now" plain />`);
      break;
    case "account_paused":
    case "account_draining":
      if (forAccount)
        buttons.push(
          html`<${ActButton} act="account.resume" role="admin" body=${forAccount} label=${`Resume ${account}`} />`,
        );
      break;
    case "tenant_paused":
      buttons.push(
        html`<${ActButton} act="tenant.resume" role="admin" body=${{ name: tenant }} label=${`Resume ${tenant}`} />`,
      );
      break;
    case "tenant_budget":
      buttons.push(html`<${BudgetButton} act="tenant.set" role="admin" body=${{ name: tenant }} of=${tenant} />`);
      break;
    case "batch_paused":
      buttons.push(html`<${ActButton} act="batch.resume" body=${{ id: batch }} label=${`Resume ${batch}`} />`);
      break;
    case "batch_budget":
    case "batch_no_price":
      buttons.push(html`<${BudgetButton} act="batch.set" body=${{ id: batch }} of=${batch} />`);
      break;
    case "batch_failure_ratio":
      buttons.push(
        html`<${ActButton}
          act="batch.resume"
          body=${{ id: batch }}
          label=${`Continue ${batch}`}
          says="It goes on until too many have failed again."
        />`,
        html`<a href=${findAddress(`batch=${batch} state=failed`)}>What failed</a>`,
      );
      break;
    case "slots_lost":
    case "decision_needed":
      buttons.push(html`<a href="#needs">What needs a decision</a>`);
      break;
    case "slots_overdue":
      buttons.push(html`<a href=${findAddress("state=overdue")}>What is overdue</a>`);
      break;
    case "creates_refused_alone":
      buttons.push(html`<a href=${findAddress("state=queued")}>What waits</a>`);
      break;
    case "no_account_for_model":
      buttons.push(
        html`<a href=${findAddress(model === undefined ? "state=queued" : `state=queued model=${model}`)}
          >What waits for it</a
        >`,
      );
      break;
    case "storage_refused":
    case "links_refused":
    case "downloads_failing":
      buttons.push(
        html`<a href=${findAddress("state=downloading")}>What is downloaded</a>`,
        html`<a href=${findAddress("state=failed stage=download")}>What failed to be stored</a>`,
      );
      break;
    default:
  }
  if (batch !== undefined) buttons.push(html`<${BatchLink} id=${batch} />`);
  return buttons.length === 0 ? undefined : html`<p class="buttons">${buttons}</p>`;
}

function BudgetButton({ act: name, body, of, role = "submit" }) {
  return html`<${ActButton}
    act=${name}
    role=${role}
    body=${body}
    label="Change budget…"
    title=${`Budget of ${of}`}
    confirm="Change it"
    fields=${[{ name: "budget_usd", type: "number", min: "0", step: "0.01", label: "In all, in US dollars", hint: "what it may cost with what it has spent already" }]}
  />`;
}

/** What needs a person, by reason, each with what can be done about all of them. */
function Needs({ needs, attention, now }) {
  const [isOpen, setOpen] = useState(false);
  if (needs.groups.length === 0) return html`<section id="attention" hidden></section>`;
  const lost = needs.groups.filter(({ kind }) => kind === "lost");
  return html`<section id="attention" aria-labelledby="needs">
    <div class=${lost.length > 0 ? "attention" : "card"}>
      <h2 id="needs">Needs you</h2>
      ${
        lost.length > 0 &&
        html`<p class="note">
          The provider's answer to the create was lost, so the video may have been bought; sending it again could buy it
          twice. Look for the task in the provider's console, then decide.
        </p>`
      }
      <ul class="problems">
        ${needs.groups.map((group) => html`<${NeedGroup} key=${group.kind + group.code} group=${group} more=${needs.more} />`)}
      </ul>
      ${
        lost.length > 0 &&
        html`<details onToggle=${(event) => setOpen(event.target.open)}>
          <summary>The newest that wait for a decision</summary>
          ${
            isOpen &&
            html`<ul class="problems">
              ${attention.map((each) => html`<${Problem} key=${each.id} generation=${each} age=${ago(now - each.updatedAt)} />`)}
            </ul>`
          }
        </details>`
      }
    </div>
  </section>`;
}

function NeedGroup({ group: { kind, code, message, advice, count: many, where, batches, first }, more }) {
  const session = useSession();
  const title = `${more ? "at least " : ""}${count(many)} × ${code}`;
  return html`<li>
    <p class="problem-head">
      <${Badge} state=${kind === "lost" ? "submission_unknown" : "failed"} />
      <strong><a href=${findAddress(where)}>${title}</a></strong>
      <span class="faint">${batches.map((id, at) => html`${at > 0 && ", "}<${BatchLink} id=${id} />`)}</span>
    </p>
    <p class="reason">${message}</p>
    <p class="note"><${Sentence} text=${advice.replaceAll(/\bID\b/g, first)} /></p>
    <p class="buttons">
      <a href=${findAddress(where)}>Show them</a>
      ${
        kind === "failed" &&
        session.csrf !== undefined &&
        html`<button type="button" onClick=${() => void bulk("retry", where)}>Retry all…</button>`
      }
      ${
        kind === "lost" &&
        batches.map(
          (id) => html`
            <${ActButton}
              act="batch.resolve"
              body=${{ id, action: "resubmit" }}
              label=${`Send again: ${id}…`}
              title=${`Send all of ${id} again`}
              confirm="Buy again"
              danger
              says="Where the API lists tasks, the provider's list is searched first, and what may have a task stays as it is. Elsewhere each that was accepted is paid for a second time."
            />
            <${ActButton}
              act="batch.resolve"
              body=${{ id, action: "fail" }}
              label=${`Give up: ${id}…`}
              title=${`Give up all of ${id} that wait for a decision`}
              danger
              confirm="Give up"
              says="Their slots are free. What was bought is lost."
            />
          `,
        )
      }
    </p>
  </li>`;
}

const SPANS = { hour: "Last hour", day: "Last day", month: "Last month" };
const CAUSES = {
  turn: "their turn",
  slot: "a slot",
  window: "the window",
  cooldown: "a refusing account",
  budget: "a budget",
  paused: "a pause",
  worker: "a worker",
};

/** What happened over a time, as it is kept in Redis. */
function History() {
  const [chosen, setChosen] = useState("hour");
  const { state } = useLive(`/history/${chosen}`);
  return html`<section aria-labelledby="history-title">
    <h2 id="history-title">Over time</h2>
    <p class="filter" role="group" aria-label="How far back">
      ${Object.entries(SPANS).map(
        ([span, words]) =>
          html`<button key=${span} type="button" aria-pressed=${span === chosen} onClick=${() => setChosen(span)}>
            ${words}
          </button>`,
      )}
    </p>
    <div class="cards charts" id="history">${state && html`<${Charts} history=${state.history} />`}</div>
  </section>`;
}

function Charts({ history: { points, step } }) {
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const of = (pick) => points.map(pick);
  const succeeded = of((point) => point.succeeded);
  const failed = of(({ failed: byCode }) => sum(Object.values(byCode)));
  const waited = of(({ waitedSeconds }) => sum(Object.values(waitedSeconds)));
  const spent = of((point) => point.spentMicroUsd);
  const used = of((point) => point.slotSeconds);
  const allowed = sum(of((point) => point.slotSecondsAllowed));
  const codes = mostOf(of((point) => point.failed));
  const [cause] = mostOf(of((point) => point.waitedSeconds));
  const per = `a ${step}`;
  const share = `${Math.round((sum(used) / allowed) * 100)} %`;
  const most = (values) => count(Math.max(0, ...values));
  return html`
    <${Bars}
      title="Succeeded"
      values=${succeeded}
      kind="succeeded"
      total=${count(sum(succeeded))}
      words=${`${count(sum(succeeded))} succeeded, at most ${most(succeeded)} ${per}`}
    />
    <${Bars}
      title=${codes[0] === undefined ? "Failed" : `Failed, most by ${codes[0]}`}
      values=${failed}
      kind="failed"
      total=${count(sum(failed))}
      words=${`${count(sum(failed))} failed, at most ${most(failed)} ${per}`}
    />
    <${Bars}
      title=${cause === undefined ? "Waited" : `Waited, most for ${CAUSES[cause] ?? cause}`}
      values=${waited}
      kind="wait"
      total=${span(sum(waited) * 1000)}
      words=${`${span(sum(waited) * 1000)} waited in all`}
    />
    <${Bars}
      title="Spent"
      values=${spent}
      kind="money"
      total=${money(sum(spent))}
      words=${`${money(sum(spent))} spent`}
    />
    ${allowed > 0 && html`<${Bars} title="Slots used" values=${used} total=${share} words=${`${share} of the slots were used`} />`}
  `;
}

/** Names by their sums, the largest first. */
function mostOf(records) {
  const sums = new Map();
  for (const record of records)
    for (const [name, value] of Object.entries(record)) sums.set(name, (sums.get(name) ?? 0) + value);
  return [...sums]
    .filter(([, value]) => value > 0)
    .toSorted((one, other) => other[1] - one[1])
    .map(([name]) => name);
}

function Account({ account, now }) {
  const { slotsUsed, slotsAllowed, createWindowUsed, createPerMinute, account: name, windows } = account;
  const known = slotsAllowed > 0;
  const slots = known ? `${count(slotsUsed)} of ${count(slotsAllowed)}` : count(slotsUsed);
  const limited = createPerMinute > 0;
  const creates = limited ? `${count(createWindowUsed)} of ${count(createPerMinute)}` : count(createWindowUsed);
  const others = windows.filter(({ callType }, at) => callType !== "create" || at > 0);
  const stopped = account.paused === true || account.draining === true;
  const body = { name };
  return html`<article class="card account" aria-label=${`Account ${name}`}>
    <h3 class="account-head"><strong>${name}</strong> <${Standing} account=${account} now=${now} /></h3>
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
    <${Holders} name=${name} now=${now} />
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

/** The way of a generation that meets no trouble stands in the first row, all else in the second. */
const MAIN_FLOW = ["queued", "creating", "generating", "downloading", "succeeded"];

function States({ states }) {
  const tile = ({ state, count: many }) =>
    html`<li key=${state} class=${`tile state-${state}${many === 0 ? " none" : ""}`} title=${stateMeaning(state)}>
      <a href=${findAddress(`state=${state}`)}>
        <span class="tile-count">${count(many)}</span>
        <span class="tile-name">${stateWord(state)}</span>
      </a>
    </li>`;
  const isMain = ({ state }) => MAIN_FLOW.includes(state);
  return html`
    <ol class="tiles flow">
      ${states.filter(isMain).map(tile)}
    </ol>
    <ul class="tiles aside">
      ${states.filter((each) => !isMain(each)).map(tile)}
    </ul>
  `;
}

const GONE_MS = 30_000;

function Workers({ fleet, now }) {
  const { workers } = fleet;
  const alive = workers.filter(({ stoppedAt, seenAt }) => stoppedAt === undefined && fleet.at - seenAt <= GONE_MS);
  const words = ["create", "poll", "download"].map(
    (stage) => `${count(alive.filter((worker) => worker.stage === stage).length)} ${stage}`,
  );
  return html`<section aria-labelledby="workers-title">
    <h2 id="workers-title">Workers</h2>
    <details class="card">
      <summary>${words.join(" · ")}</summary>
      ${
        workers.length === 0
          ? html`<${Empty}>None in the last day.<//>`
          : html`<table class="dense">
              <thead>
                <tr>
                  <th scope="col">Stage</th>
                  <th scope="col">Host</th>
                  <th scope="col">Jobs</th>
                  <th scope="col">Since</th>
                  <th scope="col">Version</th>
                </tr>
              </thead>
              <tbody>
                ${workers.map(
                  (worker) =>
                    html`<tr key=${worker.id}>
                      <td data-label="Stage">${worker.stage}</td>
                      <td data-label="Host">
                        ${worker.host}, pid ${worker.pid}${worker.onlyBatch && html` (only ${worker.onlyBatch})`}
                      </td>
                      <td data-label="Jobs">
                        ${alive.includes(worker) ? count(worker.underWay) : html`<span class="note bad">gone for ${span(now - worker.seenAt)}</span>`}
                      </td>
                      <td data-label="Since">${ago(now - worker.startedAt)}</td>
                      <td data-label="Version">${worker.version}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </details>
  </section>`;
}

function Batches({ batches, now }) {
  if (batches.length === 0) return html`<${Empty}>No batches yet. Submit one: hailuo submit prompts.jsonl<//>`;
  return html`<ul class="batches">
    ${batches.map(
      (batch) =>
        html`<li key=${batch.batchId}>
          <p class="batch-head">
            <${BatchLink} id=${batch.batchId} />
            <${OutcomeBadge} batch=${batch} />
            <span class="faint">${ago(now - batch.createdAt)}</span>
          </p>
          <${ProgressBar} states=${batch.states} />
          <p class="batch-words">${outcomeWords(batch)}</p>
        </li>`,
    )}
  </ul>`;
}
