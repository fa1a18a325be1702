import { html, useEffect, useState } from "./html.js";
import { act, ActButton, ask, mayAct, tell, useSession } from "./acts.js";
import { ago, bytes, count, money, ROLE_WORDS, roleWord, time } from "./format.js";
import { History } from "./history.js";
import { useNow } from "./live.js";
import { Empty, findAddress, tenantAddress, UsageBar } from "./pieces.js";
import { say, sentences } from "./words.js";

export function TenantsPage({ live: { state, skewMs } }) {
  const now = useNow(skewMs);
  if (state === undefined) return html`<main><h1>${say`Tenants`}</h1></main>`;
  const { tenants, keys } = state;
  return html`<main>
    <h1>${say`Tenants`}</h1>
    ${tenants.length === 0 && html`<${Empty}>${say`None yet: they come with their first batch.`}<//>`}
    <div class="cards" id="tenants">
      ${tenants.map((tenant) => html`<${Tenant} key=${tenant.tenant} tenant=${tenant} />`)}
    </div>
    <section aria-labelledby="keys-title"><${Keys} keys=${keys} now=${now} /></section>
  </main>`;
}

/** One tenant by itself: what it may, what it did over time, and its keys. */
export function TenantPage({ name, live: { state, skewMs } }) {
  const now = useNow(skewMs);
  useEffect(() => {
    document.title = `${name} – hailuo-queue`;
  }, [name]);
  if (state === undefined) return html`<main><h1>${name}</h1></main>`;
  return html`<main>
    <h1>${say`Tenant ${name}`}</h1>
    <div class="cards" id="tenants"><${Tenant} tenant=${state.tenant} whole /></div>
    <${History} of=${{ tenant: name }} first="day" />
    <section aria-labelledby="keys-title"><${Keys} keys=${state.keys} now=${now} of=${name} /></section>
  </main>`;
}

function Tenant({ tenant, whole = false }) {
  const session = useSession();
  const {
    tenant: name,
    weight,
    share,
    paused,
    unfinished,
    keptBytes,
    budgetMicroUsd,
    reservedMicroUsd,
    spentMicroUsd,
    quotas,
    effective,
  } = tenant;
  const body = { name };
  const spent =
    budgetMicroUsd === undefined
      ? say`${money(spentMicroUsd)} spent`
      : say`${money(spentMicroUsd)} of ${money(budgetMicroUsd)} spent`;
  const isAll = session.tenant === undefined || session.role === "admin";
  return html`<article class="card" aria-label=${say`Tenant ${name}`}>
    <h2 class=${whole ? "unseen" : ""}>${whole ? say`Now` : html`<a href=${tenantAddress(name)}>${name}</a>`}</h2>
    ${paused && html`<p><span class="badge state-submission_unknown">${say`paused`}</span></p>`}
    <p>
      <a href=${findAddress(isAll ? `tenant=${name}` : "")}>${say`${count(unfinished)} unfinished`}</a>${" · "}
      ${
        share === undefined
          ? say`weight ${weight}`
          : say`weight ${weight} (${Math.round(share * 100)} % of what starts now)`
      }
    </p>
    <p>${spent}${reservedMicroUsd > 0 && ` · ${say`${money(reservedMicroUsd)} in flight`}`}</p>
    ${budgetMicroUsd !== undefined && html`<${UsageBar} used=${spentMicroUsd + reservedMicroUsd} allowed=${budgetMicroUsd} words=${spent} />`}
    <table class="facts quotas">
      <caption class="unseen">
        ${say`Quotas`}
      </caption>
      <tbody>
        <${Quota}
          label=${say`Unfinished`}
          used=${unfinished}
          allowed=${effective.maxUnfinished}
          own=${quotas.maxUnfinished}
          write=${count}
        />
        <${Quota}
          label=${say`Kept`}
          used=${keptBytes}
          allowed=${effective.maxBytes}
          own=${quotas.maxBytes}
          write=${bytes}
        />
        <${Quota}
          label=${say`Requests a minute`}
          allowed=${effective.requestsPerMinute}
          own=${quotas.requestsPerMinute}
          write=${count}
        />
      </tbody>
    </table>
    <p class="buttons">
      ${
        paused
          ? html`<${ActButton} act="tenant.resume" role="admin" body=${body} label=${say`Resume`} />`
          : html`<${ActButton}
              act="tenant.pause"
              role="admin"
              body=${body}
              label=${say`Pause…`}
              title=${say`Pause ${name}`}
              confirm=${say`Pause`}
              says=${say`It starts no new videos; those in flight finish.`}
            />`
      }
      <${ActButton}
        act="tenant.set"
        role="admin"
        body=${body}
        label=${say`Change…`}
        title=${say`Change ${name}`}
        confirm=${say`Change it`}
        says=${say`Empty: none, or the gateway's own.`}
        fields=${[
          {
            name: "weight",
            type: "number",
            min: "0.001",
            step: "any",
            label: say`Weight beside other tenants`,
            value: weight,
          },
          {
            name: "budget_usd",
            type: "number",
            min: "0",
            step: "0.01",
            label: say`Budget in all, in US dollars`,
            value: budgetMicroUsd === undefined ? "" : budgetMicroUsd / 1e6,
            none: null,
          },
          {
            name: "requests_per_minute",
            type: "number",
            min: "0",
            label: say`Requests per minute`,
            value: quotas.requestsPerMinute ?? "",
            none: null,
          },
          {
            name: "max_unfinished",
            type: "number",
            min: "0",
            label: say`Unfinished generations`,
            value: quotas.maxUnfinished ?? "",
            none: null,
          },
          {
            name: "max_bytes",
            type: "number",
            min: "0",
            label: say`Kept bytes`,
            value: quotas.maxBytes ?? "",
            none: null,
          },
        ]}
      />
    </p>
  </article>`;
}

/** What holds, what of it is used, and whose word it is. */
function Quota({ label, used, allowed, own, write }) {
  const words = used === undefined ? write(allowed) : say`${write(used)} of ${write(allowed)}`;
  return html`<tr>
    <th scope="row">${label}</th>
    <td>
      ${words} <span class="faint">${own === undefined ? say`the gateway's default` : say`its own`}</span>
      ${used !== undefined && html`<${UsageBar} used=${used} allowed=${allowed} words=${say`${label}: ${words}`} />`}
    </td>
  </tr>`;
}

const ROLES = ["read", "submit", "admin"];

/** Of one tenant, or of all. */
function Keys({ keys, now, of }) {
  const session = useSession();
  const [made, setMade] = useState();
  async function make() {
    const values = await ask({
      title: say`Make an API key`,
      confirm: say`Make it`,
      fields: [
        ...(of === undefined ? [{ name: "tenant", label: say`Tenant` }] : []),
        { name: "role", label: say`Role`, options: ROLES, words: ROLE_WORDS, value: "" },
        { name: "name", label: say`Name, for people` },
      ],
      says: say`${roleWord("read")} looks; ${roleWord("submit")} also makes and changes; ${roleWord("admin")} also changes accounts and tenants.`,
    });
    if (values === undefined) return;
    try {
      const answer = await act("key.create", { ...(of === undefined ? {} : { tenant: of }), ...values });
      setMade(answer.data.token);
      tell(answer);
    } catch (error) {
      tell({ told: error.message, refused: true });
    }
  }
  const may = mayAct(session, "admin") && session.tenant === undefined;
  return html`<div class="card">
    <h2 id="keys-title">${say`API keys`}</h2>
    ${made && html`<p class="notice">${say`${html`<code>${made}</code>`} is shown once: copy it now.`}</p>`}
    ${keys.length === 0 && html`<${Empty}>${say`None.`}<//>`}
    <ul class="plain" id="keys">
      ${keys.map(
        ({ id, tenant, role, name, createdAt, lastUsedAt }) =>
          html`<li key=${id}>
            <code>${id}</code
            >${of === undefined && html` <a href=${tenantAddress(tenant)}>${tenant}</a>`}${` ${roleWord(role)}`}${name && `, ${name}`}${" "}<span
              class="faint"
              >${keyWords(createdAt, lastUsedAt, now)}</span
            >
            ${may && html` <${ActButton} act="key.revoke" role="admin" danger body=${{ id }} label=${say`Revoke…`} title=${say`Revoke ${id}`} confirm=${say`Revoke`} says=${sentences(say`It is good for nothing from now on.`, say`This cannot be undone.`)} />`}
          </li>`,
      )}
    </ul>
    ${may && html`<p class="buttons"><button type="button" onClick=${() => void make()}>${say`Make a key…`}</button></p>`}
  </div>`;
}

function keyWords(createdAt, lastUsedAt, now) {
  const used = lastUsedAt === undefined ? say`never used` : say`last used ${ago(now - lastUsedAt)}`;
  return `${say`made ${time(createdAt)}`} · ${used}`;
}
