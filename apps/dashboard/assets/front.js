import { html, useEffect, useState } from "./html.js";
import { ActButton, useSession } from "./acts.js";
import { Account } from "./account.js";
import { Batches } from "./batches.js";
import { bulk } from "./find.js";
import { ago, count, span, stageWord, stateMeaning, stateWord } from "./format.js";
import { History } from "./history.js";
import { useNow } from "./live.js";
import { adviceWords, Badge, BatchLink, Empty, findAddress, Problem, Sentence } from "./pieces.js";
import { retell, say, sentences } from "./words.js";

export function FrontPage({ live: { state, skewMs } }) {
  const now = useNow(skewMs);
  useEffect(() => {
    document.title = titleOf(state?.states);
  }, [state]);
  if (state === undefined) return html`<main><h1 class="unseen">${say`Overview`}</h1></main>`;
  const { accounts, diagnosis, states, batches, failures, attention, needs, fleet } = state;
  return html`<main>
    <h1 class="unseen">${say`Overview`}</h1>
    ${diagnosis && html`<section id="diagnosis" aria-label=${say`Diagnosis`}><${Diagnosis} diagnosis=${diagnosis} /></section>`}
    <${Needs} needs=${needs} attention=${attention} now=${now} />
    <${History} />
    ${
      accounts &&
      html`<section aria-labelledby="accounts-title">
        <h2 id="accounts-title">${say`Accounts`}</h2>
        <div id="accounts" class="cards">
          ${accounts.map((account) => html`<${Account} key=${account.account} account=${account} now=${now} />`)}
          ${accounts.length === 0 && html`<${Empty}>${say`No create worker has published an account yet.`}<//>`}
        </div>
      </section>`
    }
    ${
      states &&
      html`<section aria-labelledby="states-title">
        <h2 id="states-title">${say`Generations`}</h2>
        <div id="states"><${States} states=${states} /></div>
      </section>`
    }
    ${fleet && html`<${Workers} fleet=${fleet} now=${now} />`}
    <section aria-labelledby="batches-title">
      <h2 id="batches-title">${say`Batches`}</h2>
      <div id="batches"><${Batches} batches=${batches} now=${now} /></div>
      ${batches.length > 0 && html`<p class="pages"><a href="/batches">${say`All batches`}</a></p>`}
    </section>
    <section aria-labelledby="failures-title">
      <h2 id="failures-title">${say`Latest failures`}</h2>
      <div id="failures">
        ${
          failures.length === 0
            ? html`<${Empty}>${say`None.`}<//>`
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

const STANDINGS = { idle: say`Idle`, moving: say`Moving`, slowed: say`Slowed`, stopped: say`Stopped` };
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
        ? html`<p class="note"><${Sentence} text=${retell(summary)} /></p>`
        : html`<ul class="problems">
            ${told.map(
              (trouble) =>
                html`<li
                  key=${`${trouble.cause} ${trouble.account} ${trouble.batch} ${trouble.tenant} ${trouble.model} ${trouble.stage}`}
                  data-cause=${trouble.cause}
                >
                  <p>${retell(trouble.what)}</p>
                  <p class="note"><${Sentence} text=${retell(trouble.remedy)} /></p>
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
        buttons.push(
          html`<${ActButton} act="account.probe" role="admin" body=${forAccount} label=${say`Try now`} plain />`,
        );
      break;
    case "account_paused":
    case "account_draining":
      if (forAccount)
        buttons.push(
          html`<${ActButton} act="account.resume" role="admin" body=${forAccount} label=${say`Resume ${account}`} />`,
        );
      break;
    case "tenant_paused":
      buttons.push(
        html`<${ActButton} act="tenant.resume" role="admin" body=${{ name: tenant }} label=${say`Resume ${tenant}`} />`,
      );
      break;
    case "tenant_budget":
      buttons.push(html`<${BudgetButton} act="tenant.set" role="admin" body=${{ name: tenant }} of=${tenant} />`);
      break;
    case "batch_paused":
      buttons.push(html`<${ActButton} act="batch.resume" body=${{ id: batch }} label=${say`Resume ${batch}`} />`);
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
          label=${say`Continue ${batch}`}
          says=${say`It goes on until too many have failed again.`}
        />`,
        html`<a href=${findAddress(`batch=${batch} state=failed`)}>${say`What failed`}</a>`,
      );
      break;
    case "slots_lost":
    case "decision_needed":
      buttons.push(html`<a href="#needs">${say`What needs a decision`}</a>`);
      break;
    case "slots_overdue":
      buttons.push(html`<a href=${findAddress("state=overdue")}>${say`What is overdue`}</a>`);
      break;
    case "creates_refused_alone":
      buttons.push(html`<a href=${findAddress("state=queued")}>${say`What waits`}</a>`);
      break;
    case "no_account_for_model":
      buttons.push(
        html`<a href=${findAddress(model === undefined ? "state=queued" : `state=queued model=${model}`)}
          >${say`What waits for it`}</a
        >`,
      );
      break;
    case "storage_full":
    case "storage_refused":
    case "links_refused":
    case "downloads_failing":
      buttons.push(
        html`<a href=${findAddress("state=downloading")}>${say`What is downloaded`}</a>`,
        html`<a href=${findAddress("state=failed stage=download")}>${say`What failed to be stored`}</a>`,
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
    label=${say`Change budget…`}
    title=${say`Budget of ${of}`}
    confirm=${say`Change it`}
    fields=${[{ name: "budget_usd", type: "number", min: "0", step: "0.01", label: say`In all, in US dollars`, hint: say`what it may cost with what it has spent already` }]}
  />`;
}

/** What needs a person, by reason, each with what can be done about all of them. */
function Needs({ needs, attention, now }) {
  const [isOpen, setOpen] = useState(false);
  if (needs.groups.length === 0) return html`<section id="attention" hidden></section>`;
  const lost = needs.groups.filter(({ kind }) => kind === "lost");
  return html`<section id="attention" aria-labelledby="needs">
    <div class=${lost.length > 0 ? "attention" : "card"}>
      <h2 id="needs">${say`Needs you`}</h2>
      ${
        lost.length > 0 &&
        html`<p class="note">
          ${sentences(
            say`The provider's answer to the create was lost, so the video may have been bought; sending it again could buy it twice.`,
            say`Look for the task in the provider's console, then decide.`,
          )}
        </p>`
      }
      <ul class="problems">
        ${needs.groups.map((group) => html`<${NeedGroup} key=${group.kind + group.code} group=${group} more=${needs.more} />`)}
      </ul>
      ${
        lost.length > 0 &&
        html`<details onToggle=${(event) => setOpen(event.target.open)}>
          <summary>${say`The newest that wait for a decision`}</summary>
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
  const title = more ? say`at least ${count(many)} × ${code}` : `${count(many)} × ${code}`;
  return html`<li>
    <p class="problem-head">
      <${Badge} state=${kind === "lost" ? "submission_unknown" : "failed"} />
      <strong><a href=${findAddress(where)}>${title}</a></strong>
      <span class="faint">${batches.map((id, at) => html`${at > 0 && ", "}<${BatchLink} id=${id} />`)}</span>
    </p>
    <p class="reason">${retell(message)}</p>
    <p class="note"><${Sentence} text=${adviceWords(advice, first)} /></p>
    <p class="buttons">
      <a href=${findAddress(where)}>${say`Show them`}</a>
      ${
        kind === "failed" &&
        session.csrf !== undefined &&
        html`<button type="button" onClick=${() => void bulk("retry", where)}>${say`Retry all…`}</button>`
      }
      ${
        kind === "lost" &&
        batches.map(
          (id) => html`
            <${ActButton}
              act="batch.resolve"
              body=${{ id, action: "resubmit" }}
              label=${say`Send again: ${id}…`}
              title=${say`Send all of ${id} again`}
              confirm=${say`Buy again`}
              danger
              says=${sentences(
                say`Where the API lists tasks, the provider's list is searched first, and what may have a task stays as it is.`,
                say`Elsewhere each that was accepted is paid for a second time.`,
              )}
            />
            <${ActButton}
              act="batch.resolve"
              body=${{ id, action: "fail" }}
              label=${say`Give up: ${id}…`}
              title=${say`Give up all of ${id} that wait for a decision`}
              danger
              confirm=${say`Give up`}
              says=${sentences(say`Their slots are free.`, say`What was bought is lost.`)}
            />
          `,
        )
      }
    </p>
  </li>`;
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
    (stage) => say`${count(alive.filter((worker) => worker.stage === stage).length)} ${stageWord(stage)}`,
  );
  return html`<section aria-labelledby="workers-title">
    <h2 id="workers-title">${say`Workers`}</h2>
    <details class="card">
      <summary>${words.join(" · ")}</summary>
      ${
        workers.length === 0
          ? html`<${Empty}>${say`None in the last day.`}<//>`
          : html`<table class="dense">
              <thead>
                <tr>
                  <th scope="col">${say`Stage`}</th>
                  <th scope="col">${say`Host`}</th>
                  <th scope="col">${say`Jobs`}</th>
                  <th scope="col">${say`Since`}</th>
                  <th scope="col">${say`Version`}</th>
                </tr>
              </thead>
              <tbody>
                ${workers.map(
                  (worker) =>
                    html`<tr key=${worker.id}>
                      <td data-label=${say`Stage`}>${stageWord(worker.stage)}</td>
                      <td data-label=${say`Host`}>
                        ${say`${worker.host}, pid ${worker.pid}`}${worker.onlyBatch && ` (${say`only ${worker.onlyBatch}`})`}
                      </td>
                      <td data-label=${say`Jobs`}>
                        ${alive.includes(worker) ? count(worker.underWay) : html`<span class="note bad">${say`gone for ${span(now - worker.seenAt)}`}</span>`}
                      </td>
                      <td data-label=${say`Since`}>${ago(now - worker.startedAt)}</td>
                      <td data-label=${say`Version`}>${worker.version}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </details>
  </section>`;
}
