import { html, useEffect, useState } from "./html.js";
import { act, ActButton, ask, mayAct, tell, useSession } from "./acts.js";
import { ago, bytes, count, money, time } from "./format.js";
import { History } from "./history.js";
import { useNow } from "./live.js";
import { Empty, findAddress, tenantAddress, UsageBar } from "./pieces.js";

export function TenantsPage({ live: { state, skewMs } }) {
  const now = useNow(skewMs);
  if (state === undefined) return html`<main><h1>Tenants</h1></main>`;
  const { tenants, keys } = state;
  return html`<main>
    <h1>Tenants</h1>
    ${tenants.length === 0 && html`<${Empty}>None yet: they come with their first batch.<//>`}
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
    <h1>Tenant ${name}</h1>
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
      ? `${money(spentMicroUsd)} spent`
      : `${money(spentMicroUsd)} of ${money(budgetMicroUsd)} spent`;
  const isAll = session.tenant === undefined || session.role === "admin";
  return html`<article class="card" aria-label=${`Tenant ${name}`}>
    <h2 class=${whole ? "unseen" : ""}>${whole ? "Now" : html`<a href=${tenantAddress(name)}>${name}</a>`}</h2>
    ${paused && html`<p><span class="badge state-submission_unknown">paused</span></p>`}
    <p>
      <a href=${findAddress(isAll ? `tenant=${name}` : "")}>${count(unfinished)} unfinished</a
      >${` · weight ${weight}`}${share !== undefined && ` (${Math.round(share * 100)} % of what starts now)`}
    </p>
    <p>${spent}${reservedMicroUsd > 0 && ` · ${money(reservedMicroUsd)} in flight`}</p>
    ${budgetMicroUsd !== undefined && html`<${UsageBar} used=${spentMicroUsd + reservedMicroUsd} allowed=${budgetMicroUsd} words=${spent} />`}
    <table class="facts quotas">
      <caption class="unseen">
        Quotas
      </caption>
      <tbody>
        <${Quota}
          label="Unfinished"
          used=${unfinished}
          allowed=${effective.maxUnfinished}
          own=${quotas.maxUnfinished}
          write=${count}
        />
        <${Quota} label="Kept" used=${keptBytes} allowed=${effective.maxBytes} own=${quotas.maxBytes} write=${bytes} />
        <${Quota}
          label="Requests a minute"
          allowed=${effective.requestsPerMinute}
          own=${quotas.requestsPerMinute}
          write=${count}
        />
      </tbody>
    </table>
    <p class="buttons">
      ${
        paused
          ? html`<${ActButton} act="tenant.resume" role="admin" body=${body} label="Resume" />`
          : html`<${ActButton}
              act="tenant.pause"
              role="admin"
              body=${body}
              label="Pause…"
              title=${`Pause ${name}`}
              confirm="Pause"
              says="It starts no new videos; those in flight finish."
            />`
      }
      <${ActButton}
        act="tenant.set"
        role="admin"
        body=${body}
        label="Change…"
        title=${`Change ${name}`}
        confirm="Change it"
        says="Empty: none, or the gateway's own."
        fields=${[
          {
            name: "weight",
            type: "number",
            min: "0.001",
            step: "any",
            label: "Weight beside other tenants",
            value: weight,
          },
          {
            name: "budget_usd",
            type: "number",
            min: "0",
            step: "0.01",
            label: "Budget in all, in US dollars",
            value: budgetMicroUsd === undefined ? "" : budgetMicroUsd / 1e6,
            none: null,
          },
          {
            name: "requests_per_minute",
            type: "number",
            min: "0",
            label: "Requests per minute",
            value: quotas.requestsPerMinute ?? "",
            none: null,
          },
          {
            name: "max_unfinished",
            type: "number",
            min: "0",
            label: "Unfinished generations",
            value: quotas.maxUnfinished ?? "",
            none: null,
          },
          {
            name: "max_bytes",
            type: "number",
            min: "0",
            label: "Kept bytes",
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
  const words = used === undefined ? write(allowed) : `${write(used)} of ${write(allowed)}`;
  return html`<tr>
    <th scope="row">${label}</th>
    <td>
      ${words} <span class="faint">${own === undefined ? "the gateway's default" : "its own"}</span>
      ${used !== undefined && html`<${UsageBar} used=${used} allowed=${allowed} words=${`${label}: ${words}`} />`}
    </td>
  </tr>`;
}

/** Of one tenant, or of all. */
function Keys({ keys, now, of }) {
  const session = useSession();
  const [made, setMade] = useState();
  async function make() {
    const values = await ask({
      title: "Make an API key",
      confirm: "Make it",
      fields: [
        ...(of === undefined ? [{ name: "tenant", label: "Tenant" }] : []),
        { name: "role", label: "Role", options: ["read", "submit", "admin"], value: "" },
        { name: "name", label: "Name, for people" },
      ],
      says: "read looks; submit also makes and changes; admin also changes accounts and tenants.",
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
    <h2 id="keys-title">API keys</h2>
    ${made && html`<p class="notice"><code>${made}</code> is shown once: copy it now.</p>`}
    ${keys.length === 0 && html`<${Empty}>None.<//>`}
    <ul class="plain" id="keys">
      ${keys.map(
        ({ id, tenant, role, name, createdAt, lastUsedAt }) =>
          html`<li key=${id}>
            <code>${id}</code
            >${of === undefined && html` <a href=${tenantAddress(tenant)}>${tenant}</a>`}${` ${role}`}${name && `, ${name}`}${" "}<span
              class="faint"
              >${keyWords(createdAt, lastUsedAt, now)}</span
            >
            ${may && html` <${ActButton} act="key.revoke" role="admin" danger body=${{ id }} label="Revoke…" title=${`Revoke ${id}`} confirm="Revoke" says="It is good for nothing from now on. This cannot be undone." />`}
          </li>`,
      )}
    </ul>
    ${may && html`<p class="buttons"><button type="button" onClick=${() => void make()}>Make a key…</button></p>`}
  </div>`;
}

function keyWords(createdAt, lastUsedAt, now) {
  const used = lastUsedAt === undefined ? "never used" : `last used ${ago(now - lastUsedAt)}`;
  return `made ${time(createdAt)} · ${used}`;
}
